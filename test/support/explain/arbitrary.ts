import {type SubjectResult, VERDICTS} from "@beton/shared/backtest/result"
import type {TwoGroups} from "@beton/shared/stats/two-groups"
import fc from "fast-check"

import {subject} from "./subject"

/** k of n, often with none or all. */
function part(n: number): fc.Arbitrary<number> {
    return fc.oneof(
        {weight: 1, arbitrary: fc.constant(0)},
        {weight: 1, arbitrary: fc.constant(n)},
        {weight: 4, arbitrary: fc.integer({min: 0, max: n})},
    )
}

/** Sizes over four orders of magnitude, small ones and none as often as large ones. */
export const size: fc.Arbitrary<number> = fc.oneof(
    fc.constant(0),
    fc.integer({min: 0, max: 12}),
    fc.integer({min: 0, max: 300}),
    fc.integer({min: 0, max: 20_000}),
)

/** Two groups of any sizes, empty ones included. */
export const groups: fc.Arbitrary<TwoGroups> = fc
    .tuple(size, size)
    .chain(([n1, n0]) => fc.tuple(part(n1), fc.constant(n1), part(n0), fc.constant(n0)))
    .map(([a, n1, c, n0]) => ({a, n1, c, n0}))

const tuning = fc.option(
    fc.record({
        unit: fc.constantFrom("visits", "days left", "of the limit", "times the week before", "new users"),
        present: fc.constantFrom(0.8, 1, 1.5, 2, 7),
        rows: fc.array(
            fc
                .tuple(fc.constantFrom(0.8, 0.85, 1, 1.5, 1.88, 2, 3, 4, 6, 12), size, size)
                .chain(([setting, accounts, n]) => part(n).map((k) => ({setting, accounts, k, n}))),
            {maxLength: 7},
        ),
    }),
)

const period = size.chain((n) => fc.record({to: fc.constant("2026-08-15T06:00:00.000Z"), n: fc.constant(n), converted: part(n)})) // prettier-ignore

const health = fc.record({
    state: fc.constantFrom("healthy" as const, "watch" as const, "degrading" as const),
    reason: fc.constant(null),
    baseline: fc.option(period),
    periods: fc.array(period, {maxLength: 5}),
    false_alarm: fc.constant(0.01),
})

const power = fc.record({
    detectable_lift: fc.option(fc.double({min: 1, max: 40, noNaN: true})),
    accounts_needed: fc.option(fc.integer({min: 1, max: 20_000})),
    months_to_go: fc.option(fc.oneof(fc.constant(0), fc.double({min: 0, max: 700, noNaN: true}))),
})

/** Any result of any verdict: sentences must hold for combinations that no data so far have shown. */
export const anySubject: fc.Arbitrary<SubjectResult> = fc
    .record({
        id: fc.constantFrom("pricing_intent", "overall", "custom_seats"),
        title: fc.constantFrom("Pricing interest", "Saw /plans 3 times, 2 days", "4.2 x 7"),
        verdict: fc.constantFrom(...VERDICTS),
        checks: groups,
        record: groups,
        exposed: size,
        unexposed: size,
        accounts: size,
        converted: size,
        open: size,
        effect: fc.double({min: 1, max: 6, noNaN: true}),
        perMonth: fc.double({min: 0, max: 900, noNaN: true}),
        q: fc.option(fc.double({min: 0, max: 1, noNaN: true})),
        fixed: fc.boolean(),
        typicalDays: fc.option(fc.double({min: 0, max: 45, noNaN: true})),
        power,
        health,
        tuning,
    })
    .chain((spec) => part(spec.converted).map((convertedWith) => subject({...spec, convertedWith})))
