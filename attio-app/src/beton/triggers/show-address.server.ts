import {done, refused, type ServerAnswer} from "../answer"
import {messageAddress} from "./handler"

/** The address that the PostHog app has to send its messages to; made on first use. */
export default async function showAddress(): Promise<ServerAnswer<string>> {
    try {
        return done((await messageAddress()).url)
    } catch {
        return refused("Attio did not give an address. Try again in a minute.")
    }
}
