import type {SubjectResult, Unjudged} from "@beton/shared/backtest/result"

import {subject, type SubjectSpec} from "./subject"

/** A signal with plenty of data, from which the examples differ in what they are about. */
const BASE: SubjectSpec = {
    verdict: "confirmed",
    checks: {a: 150, n1: 581, c: 57, n0: 3497},
    exposed: 162,
    unexposed: 277,
    accounts: 281,
    converted: 51,
    convertedWith: 47,
    record: {a: 14, n1: 61, c: 35, n0: 840},
    open: 12,
    perMonth: 53.14,
    q: 0.0001,
    typicalDays: 24,
    power: {detectable_lift: 2.31, accounts_needed: 554, months_to_go: 9.2},
}

const VISITS = (rows: [number, number, number, number][]): NonNullable<SubjectSpec["tuning"]> => ({
    unit: "visits",
    present: 2,
    rows: rows.map(([setting, accounts, k, n]) => ({setting, accounts, k, n})),
})

/** Nobody without the signal converted, and few with it. */
const RARE: Partial<SubjectSpec> = {
    checks: {a: 9, n1: 120, c: 0, n0: 900},
    exposed: 44,
    converted: 9,
    convertedWith: 9,
    record: {a: 6, n1: 40, c: 0, n0: 210},
}

const health = (state: "watch" | "degrading"): SubjectResult["health"] => ({
    state,
    reason: null,
    baseline: {to: "2026-04-19T06:00:00.000Z", n: 62, converted: 19},
    periods: [
        {to: "2026-05-15T06:00:00.000Z", n: 50, converted: 15},
        {to: "2026-06-16T06:00:00.000Z", n: 31, converted: 3},
        {to: "2026-07-12T06:00:00.000Z", n: 28, converted: 1},
        {to: "2026-08-07T06:00:00.000Z", n: 33, converted: 2},
    ],
    false_alarm: 0.01,
})

/** Every verdict and every edge that a signal's result can have, by name. */
export const SIGNAL_EXAMPLES: Readonly<Record<string, SubjectResult | Unjudged>> = {
    "confirmed, a stricter setting is clearly better": subject({
        ...BASE,
        tuning: VISITS([
            [2, 162, 150, 581],
            [3, 98, 106, 289],
            [4, 71, 81, 162],
            [5, 39, 29, 52],
            [7, 10, 8, 14],
        ]),
    }),
    "confirmed, a stricter setting is perhaps better": subject({
        ...BASE,
        tuning: VISITS([
            [2, 162, 150, 581],
            [3, 98, 86, 289],
        ]),
    }),
    "confirmed, a stricter setting is worse": subject({
        ...BASE,
        tuning: VISITS([
            [2, 162, 150, 581],
            [3, 98, 60, 289],
            [4, 71, 81, 162],
        ]),
    }),
    "confirmed, stricter settings have too few accounts": subject({
        ...BASE,
        tuning: VISITS([
            [2, 162, 150, 581],
            [3, 29, 30, 60],
        ]),
    }),
    "confirmed on later weeks": subject({...BASE, fixed: false, title: "Saw /plans/2026 twice"}),
    "confirmed, lately fewer": subject({...BASE, health: health("watch")}),
    "confirmed, nobody without it": subject({...BASE, ...RARE}),
    promising: subject({...BASE, verdict: "promising", q: 0.062, fixed: false}),
    "promising, beyond a doubt in these weeks": subject({...BASE, verdict: "promising", fixed: false}),
    "unclear, soon enough data": subject({
        ...BASE,
        verdict: "unclear",
        checks: {a: 20, n1: 581, c: 95, n0: 3497},
        convertedWith: 11,
        record: {a: 5, n1: 161, c: 9, n0: 272},
    }),
    "unclear, data only in many years": subject({
        ...BASE,
        verdict: "unclear",
        checks: {a: 20, n1: 581, c: 95, n0: 3497},
        power: {detectable_lift: 4.59, accounts_needed: 4280, months_to_go: 139.3},
    }),
    "unclear, data only in some years": subject({
        ...BASE,
        verdict: "unclear",
        checks: {a: 20, n1: 581, c: 95, n0: 3497},
        power: {detectable_lift: 2.59, accounts_needed: 1280, months_to_go: 30.2},
    }),
    "unclear, enough data": subject({
        ...BASE,
        verdict: "unclear",
        checks: {a: 105, n1: 4281, c: 95, n0: 4497},
        power: {detectable_lift: 1.32, accounts_needed: 540, months_to_go: 0},
    }),
    "unclear, time cannot be said": subject({
        ...BASE,
        verdict: "unclear",
        checks: {a: 20, n1: 581, c: 95, n0: 3497},
        power: {detectable_lift: null, accounts_needed: null, months_to_go: null},
    }),
    "no useful difference": subject({
        ...BASE,
        verdict: "no_useful_lift",
        checks: {a: 270, n1: 5220, c: 435, n0: 9680},
        power: {detectable_lift: 1.52, accounts_needed: 117, months_to_go: 0},
    }),
    "no useful difference, less often": subject({
        ...BASE,
        verdict: "no_useful_lift",
        checks: {a: 27, n1: 422, c: 435, n0: 1368},
    }),
    "no useful difference, nobody with it": subject({
        ...BASE,
        verdict: "no_useful_lift",
        checks: {a: 0, n1: 422, c: 435, n0: 1368},
        convertedWith: 0,
        record: {a: 0, n1: 90, c: 96, n0: 341},
        typicalDays: null,
    }),
    fading: subject({...BASE, verdict: "fading", health: health("degrading")}),
    "too little data, few accounts": subject({
        ...BASE,
        verdict: "too_little_data",
        exposed: 9,
        convertedWith: 2,
        checks: {a: 4, n1: 21, c: 57, n0: 3497},
        record: {a: 2, n1: 7, c: 35, n0: 840},
        open: 1,
        perMonth: 1.5,
    }),
    "too little data, few conversions with it": subject({
        ...BASE,
        verdict: "too_little_data",
        exposed: 80,
        convertedWith: 2,
        checks: {a: 4, n1: 210, c: 57, n0: 3497},
    }),
    "too little data, nobody converted": subject({
        ...BASE,
        verdict: "too_little_data",
        converted: 0,
        convertedWith: 0,
        checks: {a: 0, n1: 581, c: 0, n0: 3497},
        record: {a: 0, n1: 61, c: 0, n0: 840},
    }),
    "too little data, no account showed it": subject({
        ...BASE,
        verdict: "too_little_data",
        exposed: 0,
        convertedWith: 0,
        checks: {a: 0, n1: 0, c: 57, n0: 3497},
        record: {a: 0, n1: 0, c: 35, n0: 840},
        open: 0,
        perMonth: 0,
    }),
    "too little data, every account showed it": subject({
        ...BASE,
        verdict: "too_little_data",
        unexposed: 0,
        checks: {a: 150, n1: 581, c: 0, n0: 0},
        record: {a: 14, n1: 61, c: 0, n0: 0},
    }),
    "too little data, none followed to the end": subject({
        ...BASE,
        verdict: "too_little_data",
        exposed: 12,
        convertedWith: 0,
        checks: {a: 0, n1: 14, c: 57, n0: 3497},
        record: {a: 0, n1: 0, c: 35, n0: 840},
    }),
    "too little data, would take years": subject({
        ...BASE,
        verdict: "too_little_data",
        exposed: 3,
        convertedWith: 1,
        checks: {a: 1, n1: 5, c: 57, n0: 3497},
        record: {a: 1, n1: 3, c: 35, n0: 840},
        open: 0,
        perMonth: 0.5,
    }),
    "routing, confirmed": subject({...BASE, id: "overall", title: "Would be routed"}),
    "routing, too little data": subject({
        ...BASE,
        id: "overall",
        title: "Would be routed",
        verdict: "too_little_data",
        exposed: 26,
        convertedWith: 5,
    }),
    "no outcome": {
        id: "team_growth",
        title: "Team growth",
        verdict: "no_outcome",
        reason: "It speaks about customers, and no expansion outcome is set.",
    },
    "not replayable": {
        id: "trial_expiring",
        title: "Trial expiring",
        verdict: "not_replayable",
        reason: "No account has ever reported the property trial_ends_at.",
    },
    "its events are missing": {
        id: "support_engagement",
        title: "Support engagement",
        verdict: "too_little_data",
        reason: "None of the events intercom_conversation_started occurred in the last 180 days.",
    },
}
