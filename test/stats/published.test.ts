import {existsSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {chiSquare2x2} from "@beton/shared/stats/chi-square-2x2"
import {fisher} from "@beton/shared/stats/fisher"
import {kaplanMeier} from "@beton/shared/stats/kaplan-meier"
import {logRank} from "@beton/shared/stats/logrank"
import {mantelHaenszel} from "@beton/shared/stats/mantel-haenszel"
import {pAdjust} from "@beton/shared/stats/p-adjust"
import {wilson} from "@beton/shared/stats/proportion"
import {rateRatioExact} from "@beton/shared/stats/rate-ratio-exact"
import {newcombe} from "@beton/shared/stats/risk-difference"
import {riskRatioKatz} from "@beton/shared/stats/risk-ratio-katz"
import {koopman} from "@beton/shared/stats/risk-ratio-score"
import {survivalTable} from "@beton/shared/stats/survival-table"
import type {TwoGroups} from "@beton/shared/stats/two-groups"

import {readCsv} from "./read-csv"

const DATA = fileURLToPath(new URL("../../../shared/data/stats", import.meta.url))
// Third-party data lie beside the repository on machines that have them; they are not part of it.
const present = existsSync(DATA)
if (!present) console.warn("Skipped: the benchmark data (../shared/data/stats) are not on this machine.")
const describeWithData = present ? describe : describe.skip

const csv = (name: string) => readCsv(path.join(DATA, name))
const rounded = (value: number | null | undefined, digits: number): number => Number(value!.toFixed(digits))

describe("published examples", () => {
    it.each([
        [81, 263, 0.2553, 0.3662],
        [15, 148, 0.0624, 0.1605],
        [0, 20, 0, 0.1611],
        [1, 29, 0.0061, 0.1718],
    ])("Newcombe 1998a: Wilson interval of %i/%i", (k, n, lo, hi) => {
        const limits = wilson(k, n, 0.95)!
        expect([rounded(limits.lo, 4), rounded(limits.hi, 4)]).toEqual([lo, hi])
    })

    it.each([
        [56, 70, 48, 80, 0.0524, 0.3339],
        [9, 10, 3, 10, 0.1705, 0.809],
        [5, 56, 0, 29, -0.0381, 0.1926],
        [10, 10, 0, 10, 0.6075, 1],
    ])("Newcombe 1998b, method 10: %i/%i - %i/%i", (a, n1, c, n0, lo, hi) => {
        const limits = newcombe({a, n1, c, n0}, 0.95)!
        expect([rounded(limits.lo, 4), rounded(limits.hi, 4)]).toEqual([lo, hi])
    })

    it("Koopman 1984: 36/40 against 16/80", () => {
        const limits = koopman({a: 36, n1: 40, c: 16, n0: 80}, 0.95)!
        expect([rounded(limits.lo, 2), rounded(limits.hi, 2)]).toEqual([2.94, 7.15])
    })

    it("Fisher's convictions of twins: 2/12 against 15/18", () =>
        expect(rounded(fisher({a: 2, n1: 12, c: 15, n0: 18})!.twoSided.p, 7)).toBe(0.0005367))

    it("Fay: 2 events in 17,877 against 9 in 16,660", () => {
        const result = rateRatioExact({x1: 2, t1: 17_877, x0: 9, t0: 16_660, conf: 0.95})!
        expect(rounded(result.pTwoSidedCentral, 5)).toBe(0.05011)
        expect([rounded(result.lo, 8), rounded(result.hi, 8)]).toEqual([0.02177406, 1.0005491])
    })
})

describeWithData("benchmark data", () => {
    it("Benjamini & Hochberg 1995: their procedure rejects 4 hypotheses at 5 %, Bonferroni's 3", () => {
        const rows = csv("benjamini_hochberg_1995.csv")
        const p = rows.map((row) => Number(row["p"]))
        for (const method of ["bonferroni", "holm", "hochberg", "bh", "by"] as const)
            pAdjust(p, method).forEach((value, i) => expect(value).toBeCloseTo(Number(rows[i]![method]), 6))
        const rejected = (method: "bh" | "bonferroni") =>
            pAdjust(p, method).filter((value) => value <= 0.05).length
        expect([rejected("bh"), rejected("bonferroni")]).toEqual([4, 3])
    })

    it("BCG vaccine, 13 trials: Mantel-Haenszel 0.635 (0.588 to 0.686), fixed effect 0.650 (0.601 to 0.704)", () => {
        const rows = csv("bcg.csv")
        const trials = rows.map((row): TwoGroups => {
            const count = (name: string): number => Number(row[name])
            return {
                a: count("tpos"),
                n1: count("tpos") + count("tneg"),
                c: count("cpos"),
                n0: count("cpos") + count("cneg"),
            }
        })
        expect(trials).toHaveLength(13)
        const {riskRatio} = mantelHaenszel(trials, 0.95)
        expect([riskRatio.ratio, riskRatio.lo, riskRatio.hi].map((x) => rounded(x, 3))).toEqual([
            0.635, 0.588, 0.686,
        ])

        const single = trials.map((trial) => riskRatioKatz(trial, 0.95))
        single.forEach(({rr, lo, hi, logSe}, i) => {
            const row = rows[i]!
            const printed = ["rr", "rr_ci_low", "rr_ci_high", "var_log_rr"].map((name) => Number(row[name]))
            expect([rr!, lo!, hi!].map((x) => rounded(x, 4))).toEqual(printed.slice(0, 3))
            expect(logSe! ** 2).toBeCloseTo(printed[3]!, 5)
        })
        const weights = single.map(({logSe}) => 1 / logSe! ** 2)
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        const pooled = single.reduce((sum, {rr}, i) => sum + weights[i]! * Math.log(rr!), 0) / total
        const half = 1.959964 / Math.sqrt(total)
        expect([pooled, pooled - half, pooled + half].map((x) => rounded(Math.exp(x), 3))).toEqual([
            0.65, 0.601, 0.704,
        ])
    })

    it("Berkeley admissions: odds ratio 1.841 over all, 0.905 (0.772 to 1.060) within departments", () => {
        const rows = csv("ucb_admissions.csv")
        const count = (gender: string, admit: string | null, dept: string | null): number =>
            rows
                .filter((row) => row["Gender"] === gender && (admit === null || row["Admit"] === admit))
                .filter((row) => dept === null || row["Dept"] === dept)
                .reduce((sum, row) => sum + Number(row["Freq"]), 0)
        const table = (dept: string | null): TwoGroups => ({
            a: count("Male", "Admitted", dept),
            n1: count("Male", null, dept),
            c: count("Female", "Admitted", dept),
            n0: count("Female", null, dept),
        })
        const crude = mantelHaenszel([table(null)], 0.95).oddsRatio
        expect([crude.ratio, crude.lo, crude.hi].map((x) => rounded(x, 3))).toEqual([1.841, 1.624, 2.087])
        const departments = ["A", "B", "C", "D", "E", "F"].map(table)
        const within = mantelHaenszel(departments, 0.95).oddsRatio
        expect([within.ratio, within.lo, within.hi].map((x) => rounded(x, 3))).toEqual([0.905, 0.772, 1.06])
    })

    it("lung cancer: median 310 days (285 to 363), men 270, women 426, log-rank 10.33", () => {
        const rows = csv("survival_lung.csv").map((row) => ({
            time: Number(row["time"]),
            event: row["status"] === "2",
            man: row["sex"] === "1",
        }))
        expect(rows).toHaveLength(228)
        const all = kaplanMeier(survivalTable(rows), 0.95)
        expect([all.median, all.medianLog.lo, all.medianLog.hi]).toEqual([310, 285, 363])
        const [men, women] = [true, false].map((man) => survivalTable(rows.filter((row) => row.man === man)))
        expect([kaplanMeier(men!, 0.95).median, kaplanMeier(women!, 0.95).median]).toEqual([270, 426])
        const {chi2, p} = logRank(men!, women!)
        expect([rounded(chi2, 2), rounded(p, 5)]).toEqual([10.33, 0.00131])
    })

    it("leukaemia: medians 31 and 23 weeks, log-rank 3.40, p = 0.065", () => {
        const rows = csv("survival_aml.csv")
        const group = (name: string) =>
            survivalTable(
                rows
                    .filter((row) => row["x"] === name)
                    .map((row) => ({time: Number(row["time"]), event: row["status"] === "1"})),
            )
        const [maintained, other] = [group("Maintained"), group("Nonmaintained")]
        const [km1, km0] = [kaplanMeier(maintained, 0.95), kaplanMeier(other, 0.95)]
        expect([km1.n, km1.median, km1.medianLog.lo, km1.medianLog.hi]).toEqual([11, 31, 18, null])
        expect([km0.n, km0.median, km0.medianLog.lo, km0.medianLog.hi]).toEqual([12, 23, 8, null])
        const {chi2, p} = logRank(maintained, other)
        expect([rounded(chi2, 2), rounded(p, 3)]).toEqual([3.4, 0.065])
    })

    it("Cookie Cats: retention of day 1 must not be claimed to differ, that of day 7 must", () => {
        const rows = csv("cookie_cats.csv.gz")
        expect(rows).toHaveLength(90_189)
        const groups = (column: string): TwoGroups => {
            const of = (version: string) => rows.filter((row) => row["version"] === version)
            const kept = (version: string) => of(version).filter((row) => row[column] === "TRUE").length
            return {
                a: kept("gate_30"),
                n1: of("gate_30").length,
                c: kept("gate_40"),
                n0: of("gate_40").length,
            }
        }
        const [day1, day7] = [groups("retention_1"), groups("retention_7")]
        expect(day1).toEqual({a: 20_034, n1: 44_700, c: 20_119, n0: 45_489})
        expect(day7).toEqual({a: 8502, n1: 44_700, c: 8279, n0: 45_489})
        for (const interval of [newcombe(day1, 0.95)!, subtractOne(koopman(day1, 0.95)!)]) {
            expect(interval.lo).toBeLessThan(0)
            expect(interval.hi).toBeGreaterThan(0)
        }
        for (const interval of [newcombe(day7, 0.95)!, subtractOne(koopman(day7, 0.95)!)])
            expect(interval.lo).toBeGreaterThan(0)
        expect(rounded(100 * newcombe(day1, 0.95)!.difference, 3)).toBe(0.591)
        expect(rounded(100 * newcombe(day7, 0.95)!.difference, 2)).toBe(0.82)
        expect([rounded(chiSquare2x2(day1).p, 4), rounded(chiSquare2x2(day7).p, 5)]).toEqual([
            0.0744, 0.00155,
        ])
    })
})

/** A ratio's limits as distances from "no difference". */
function subtractOne({lo, hi}: {lo: number; hi: number}): {lo: number; hi: number} {
    return {lo: lo - 1, hi: hi - 1}
}
