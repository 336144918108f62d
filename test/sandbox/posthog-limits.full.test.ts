import {createFixture} from "./posthog-fixture"

/** Heavy enough for any limit, yet ClickHouse may stop it between blocks. */
const SLOW =
    "SELECT sum(length(toString(a.number + b.number))) FROM numbers(100000) AS a CROSS JOIN numbers(100000) AS b"

test("the default is ten seconds", async () => {
    const project = await createFixture()
    const started = Date.now()
    const {status} = await project.query(SLOW)
    expect(status).toBe(504)
    expect(Date.now() - started).toBeGreaterThan(9_500)
    expect(Date.now() - started).toBeLessThan(13_000)
})
