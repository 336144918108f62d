import {DISPOSITIONS} from "@beton/shared/crm/disposition"
import {decodePairing} from "@beton/shared/pairing"
import {Settings} from "attio/server"
import * as z from "zod"

import schema from "../../app/settings/schema"
import {setOption} from "../../attio/attio"
import {budget} from "../../http/send"
import {done, refused, type ServerAnswer} from "../answer"
import {BAD_INPUT, recordInput} from "../inputs"

const input = recordInput.extend({
    reason: z.enum(Object.keys(DISPOSITIONS) as [keyof typeof DISPOSITIONS]),
})

/** Writes why an account was of no use to the record's feedback attribute (H5). */
export default async function markNotUseful(given: z.infer<typeof input>): Promise<ServerAnswer<null>> {
    const parsed = input.safeParse(given)
    if (!parsed.success) return refused(BAD_INPUT)
    const {object, recordId, reason} = parsed.data
    const read = decodePairing((await Settings.getSettings(schema, "pairing")) ?? "")
    const slug = read.ok ? read.pairing.dispositionAttribute : "pql_disposition"
    const written = await setOption(object, recordId, slug, DISPOSITIONS[reason], budget())
    if (written.ok) return done(null)
    const {kind, message} = written.failure
    // Attio refuses an attribute or an option that it does not know.
    return refused(
        kind === "refused"
            ? `Attio has no field "${slug}" with this reason yet. Beton makes it with the first account it sends to sales, or an admin adds it.`
            : message,
    )
}
