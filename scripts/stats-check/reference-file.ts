import {readFileSync} from "node:fs"

import * as z from "zod"

import {UsageError} from "../cli/errors"

const FORMAT = "beton-stats-reference/1"

const Case = z.object({id: z.string().min(1), input: z.record(z.string(), z.unknown()), output: z.unknown()})
const Family = z.object({
    id: z.string().min(1),
    tolerance: z.object({rel: z.number().nonnegative(), abs: z.number().nonnegative()}),
    // A family without cases would pass without having been looked at.
    cases: z.array(Case).min(1),
})
const ReferenceFile = z
    .object({format: z.literal(FORMAT), families: z.array(Family).min(1)})
    .superRefine(({families}, context) => {
        const ids = [...families.map(({id}) => id), ...families.flatMap(({cases}) => cases.map(({id}) => id))]
        const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
        if (repeated !== undefined)
            context.addIssue({
                code: "custom",
                path: ["families"],
                message: `The id "${repeated}" occurs twice.`,
            })
    })

/** One family of a reference file: estimator, tolerance and cases. */
export type ReferenceFamily = z.infer<typeof Family>

/**
 * Reads a file of reference values.
 *
 * @throws UsageError that says what is wrong with the file
 */
export function readReferenceFile(file: string): readonly ReferenceFamily[] {
    const parsed = ReferenceFile.safeParse(parsedJson(file))
    if (parsed.success) return parsed.data.families
    const {path, message} = parsed.error.issues[0]!
    const place = path.length > 0 ? `at ${path.join(".")}: ` : ""
    throw new UsageError(`${file} is no file of format ${FORMAT}: ${place}${message}`)
}

function parsedJson(file: string): unknown {
    let text: string
    try {
        text = readFileSync(file, "utf8")
    } catch (error) {
        throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
    }
    try {
        return JSON.parse(text)
    } catch (error) {
        throw new UsageError(`${file} is no JSON: ${(error as Error).message}`)
    }
}
