import * as z from "zod/mini"

/** A record of Beton's, as client code names it. Any client code of the app may call a server function, so it is checked. */
export const recordInput = z.object({
    recordId: z.string().check(z.regex(/^[A-Za-z0-9-]{1,64}$/)),
    object: z.enum(["deals", "companies"]),
})

/** See `recordInput`. */
export type RecordInput = z.infer<typeof recordInput>

/** Said when what client code handed over is not what it should be. */
export const BAD_INPUT = "This record cannot be read. Reload the page and try again."
