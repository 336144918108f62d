import {before, COMPANY, event, factsOf, rowsOf} from "./micro-case"
import {countVisits, pathOf} from "./signals/pricing-intent"

const SIGNAL = "pricing_intent"
const PAGE = "https://x.test/pricing"

function view(
    timestamp: string,
    o: {session?: string; url?: unknown; account?: string | null; person?: string} = {},
) {
    const {session, url = PAGE, ...rest} = o
    return event("$pageview", timestamp, {
        ...rest,
        properties: {$current_url: url, ...(session === undefined ? {} : {$session_id: session})},
    })
}

describe("pricing_intent", () => {
    it("counts sessions, views and people", () => {
        const views = [
            view(before(3), {session: "s1"}),
            view(before(3, 5), {session: "s1"}),
            view(before(1), {session: "s2", person: "p2"}),
        ]
        expect(factsOf(SIGNAL, views)).toEqual({visits: 2, views: 3, people: 2})
        expect(factsOf(SIGNAL, views.slice(0, 2))).toBeNull()
    })

    it("takes [T − 7 d, T)", () => {
        const one = view(before(3), {session: "s1"})
        const with2 = (timestamp: string) => factsOf(SIGNAL, [one, view(timestamp, {session: "s2"})])
        expect(with2(before(7))).not.toBeNull()
        expect(with2(before(7, -0.000001))).toBeNull()
        expect(with2(before(0, -0.000001))).not.toBeNull()
        expect(with2(before(0))).toBeNull()
    })

    it("splits views without a session after more than 1800 seconds", () => {
        const pair = (gap: number) => [view(before(3)), view(before(3, gap))]
        expect(factsOf(SIGNAL, pair(1800))).toBeNull()
        expect(factsOf(SIGNAL, pair(1800.9))).toBeNull()
        expect(factsOf(SIGNAL, pair(1801))).toEqual({visits: 2, views: 2, people: 1})
        expect(factsOf(SIGNAL, [view(before(3, 0.9)), view(before(3, 1801.1))])).not.toBeNull()
        // A chain of short gaps is one visit however long it gets; midnight does not end it.
        expect(
            factsOf(
                SIGNAL,
                [0, 1500, 3000, 4500].map((s) => view(before(3, 63_000 + s))),
            ),
        ).toBeNull()
    })

    it("keeps loose views of two people apart and adds them to the sessions", () => {
        const loose = [view(before(3)), view(before(3, 1), {person: "p2"}), view(before(3), {session: ""})]
        expect(factsOf(SIGNAL, loose)).toEqual({visits: 2, views: 3, people: 2})
        expect(factsOf(SIGNAL, [...loose, view(before(3), {session: "s"})])).toMatchObject({visits: 3})
    })

    it("looks at the path only", () => {
        const matches = (url: unknown) =>
            factsOf(SIGNAL, [view(before(2), {session: "a", url}), view(before(1), {session: "b", url})])
        for (const url of [
            "https://x.test/PRICING/",
            "https://x.test/en/our-Pricing?a=1",
            "/plans#top",
            "https://x.test/plans",
        ]) {
            expect(matches(url)).not.toBeNull()
        }
        for (const url of [
            "https://pricing.test/",
            "https://x.test/?next=/pricing",
            "https://x.test/#/plans",
            "https://x.test",
            "",
        ]) {
            expect(matches(url)).toBeNull()
        }
    })

    it("falls back to $pathname only when $current_url is absent", () => {
        const views = (url: unknown) =>
            ["a", "b"].map((session) =>
                event("$pageview", before(1), {
                    properties: {$session_id: session, $current_url: url, $pathname: "/Pricing"},
                }),
            )
        expect(factsOf(SIGNAL, views(undefined))).not.toBeNull()
        expect(factsOf(SIGNAL, views(null))).not.toBeNull()
        expect(factsOf(SIGNAL, views("https://x.test/home"))).toBeNull()
    })

    describe("join by person", () => {
        const anonymous = [
            view(before(3), {session: "s1", account: null}),
            view(before(2), {session: "s2", account: null}),
        ]
        const seen = (timestamp: string, account = "acme", name = "signed_up") =>
            event(name, timestamp, {account})

        it("gives views before the sign-up to the account of the sign-up", () => {
            expect(factsOf(SIGNAL, [...anonymous, seen(before(1))])).toEqual({visits: 2, views: 2, people: 1})
            expect(
                factsOf(SIGNAL, [...anonymous, seen(before(1))], {settings: {join_persons: false}}),
            ).toBeNull()
        })

        it("knows at T only what happened before T", () => {
            expect(factsOf(SIGNAL, [...anonymous, seen(before(0))])).toBeNull()
            expect(factsOf(SIGNAL, [...anonymous, seen(before(0, -0.000001))])).not.toBeNull()
        })

        it("remembers accounts for 180 days", () => {
            expect(factsOf(SIGNAL, [...anonymous, seen(before(180))])).not.toBeNull()
            expect(factsOf(SIGNAL, [...anonymous, seen(before(180, -0.000001))])).toBeNull()
        })

        it("takes the person's last account, from $identify too, but never from Beton's events", () => {
            const accounts = (extra: ReturnType<typeof event>) =>
                rowsOf(SIGNAL, [...anonymous, seen(before(100), "old"), extra]).map((row) => row.account)
            expect(accounts(seen(before(1), "new"))).toEqual(["new"])
            expect(accounts(seen(before(1), "new", "$identify"))).toEqual(["new"])
            expect(accounts(seen(before(1), "new", "beton_signal_fired"))).toEqual(["old"])
        })

        it("joins no other person's views and leaves named accounts alone", () => {
            const other = seen(before(1), "other")
            expect(rowsOf(SIGNAL, [...anonymous, {...seen(before(1)), person_id: "p2"}])).toEqual([])
            const own = [view(before(3), {session: "s1"}), view(before(2), {session: "s2"}), other]
            expect(rowsOf(SIGNAL, own).map((row) => row.account)).toEqual(["acme"])
        })

        it("adds joined and own views of an account", () => {
            const mixed = [view(before(3), {session: "s1", account: null}), view(before(2), {session: "s2"})]
            expect(factsOf(SIGNAL, mixed, {account: COMPANY})).toEqual({visits: 2, views: 2, people: 1})
        })
    })
})

describe("parts", () => {
    it.each([
        ["https://user@x.test:8080/a/b?c#d", "/a/b"],
        ["//x.test/a", "/a"],
        ["app://host", ""],
        ["a/b?c", "a/b"],
    ])("path of %s is %p", (url, path) => {
        expect(pathOf(url)).toBe(path)
    })

    it("counts visits in whatever order the views come", () => {
        const at = (seconds: number) => ({at: seconds * 1e6, uuid: "u", account: "a", person: "p", label: ""})
        expect(countVisits([at(4000), at(0), at(1800), at(5800)])).toBe(2)
    })
})
