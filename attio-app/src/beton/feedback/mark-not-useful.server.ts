import {DISPOSITIONS} from "@beton/shared/crm/disposition"
import * as z from "zod/mini"

import {setOption} from "../../attio/attio"
import {budget} from "../../http/send"
import {done, refused, type ServerAnswer} from "../answer"
import {BAD_INPUT, recordInput} from "../inputs"
import {readPairing} from "../read-pairing"

const input = z.extend(recordInput, {
    reason: z.enum(Object.keys(DISPOSITIONS) as [keyof typeof DISPOSITIONS]),
})

/** Writes why an account was of no use to the record's feedback attribute (H5). */
export default async function markNotUseful(given: z.infer<typeof input>): Promise<ServerAnswer<null>> {
    const parsed = input.safeParse(given)
    if (!parsed.success) return refused(BAD_INPUT)
    const {object, recordId, reason} = parsed.data
    const read = await readPairing()
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
