import path from "node:path"

import type {Argv} from "yargs"

import type {Command} from "../cli/command"
import {EXIT} from "../cli/errors"
import {checkFamilies, type FailedCase, type FamilyResult, type StatsCheck} from "../stats-check/check"
import {readReferenceFile} from "../stats-check/reference-file"

interface Args {
    readonly file: string
}

/** Failing cases and differing values that are written out per family; the JSON has them all. */
const SHOWN = 5

/** `beton stats-check`: compares the statistics with a file of reference values. Exit code 1 when a family misses. */
export const command: Command<Args> = {
    command: "stats-check <file>",
    describe:
        "Computes every case of a file of reference values (format beton-stats-reference/1) and shows the largest error per family.",
    builder: (yargs: Argv) =>
        yargs.positional("file", {
            type: "string",
            demandOption: true,
            describe: "JSON file of format beton-stats-reference/1",
        }) as Argv<Args>,
    async handler(args, io) {
        const check = checkFamilies(readReferenceFile(path.resolve(args.file)))
        io.result(check, readable(check))
        return check.passed ? EXIT.ok : EXIT.failed
    },
}

function readable(check: StatsCheck): string {
    const missed = check.families.filter(({failed}) => failed.length > 0).length
    const cases = check.families.reduce((sum, family) => sum + family.cases, 0)
    const width = Math.max(0, ...check.families.map(({id}) => id.length))
    return [
        ...check.families.flatMap((family) => familyLines(family, width)),
        ...check.not_implemented.map((id) => `not implemented: ${id}`),
        ...check.unknown.map((id) => `unknown family: ${id}`),
        "",
        `${check.families.length} families, ${cases} cases: ${missed === 0 ? "all families hold" : `${missed} missed`}.` +
            ` Not implemented: ${check.not_implemented.length}. Unknown: ${check.unknown.length}.`,
    ].join("\n")
}

function familyLines({id, cases, failed, ...largest}: FamilyResult, width: number): string[] {
    const where = largest.largest_error_case === null ? "" : ` (${largest.largest_error_case})`
    const verdict = failed.length === 0 ? "ok  " : "MISS"
    return [
        `${verdict}  ${id.padEnd(width)}  ${String(cases).padStart(3)} cases, largest error ${largest.largest_error.toPrecision(2)} x tolerance${where}`,
        ...failed.slice(0, SHOWN).flatMap(caseLines),
        ...(failed.length > SHOWN
            ? [
                  `      and ${failed
                      .slice(SHOWN)
                      .map((one) => one.id)
                      .join(", ")}`,
              ]
            : []),
    ]
}

function caseLines({id, differences, error}: FailedCase): string[] {
    if (error !== null) return [`      ${id}: ${error}`]
    return differences
        .slice(0, SHOWN)
        .map(({field, expected, got}) => `      ${id}: ${field} is ${got}, expected ${expected}`)
}
