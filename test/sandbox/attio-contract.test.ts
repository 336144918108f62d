/** The committed copy of the OpenAPI subset, and that every endpoint of the stand-in is described in it. */
import {existsSync, readFileSync} from "node:fs"
import path from "node:path"

import {CONTRACT_FILE, loadContract} from "../../scripts/sandbox/attio/contract"
import {ROUTES} from "../../scripts/sandbox/attio/router"

const SOURCE = path.resolve(__dirname, "../../../shared/contracts/attio/openapi-subset.json")

const copyTest = existsSync(SOURCE) ? test : test.skip
copyTest(
    "the copy equals ../shared/contracts/attio/openapi-subset.json (skipped where that file is absent)",
    () => {
        expect(JSON.parse(readFileSync(CONTRACT_FILE, "utf8"))).toEqual(
            JSON.parse(readFileSync(SOURCE, "utf8")),
        )
    },
)

test("only the changing of options and statuses is served without a description", () => {
    const {operation} = loadContract()
    const missing = ROUTES.filter(({method, template}) => operation(method, template) === null)
    expect(missing.map(({method, template}) => `${method} ${template}`)).toEqual([
        "PATCH /v2/{target}/{identifier}/attributes/{attribute}/options/{choice}",
        "PATCH /v2/{target}/{identifier}/attributes/{attribute}/statuses/{choice}",
    ])
})

test("what the contract describes and the stand-in leaves out is known", () => {
    const {paths} = JSON.parse(readFileSync(CONTRACT_FILE, "utf8")) as {paths: Record<string, object>}
    const served = new Set(ROUTES.map(({method, template}) => `${method} ${template}`))
    const described = Object.entries(paths).flatMap(([template, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${template}`),
    )
    expect(described.filter((one) => !served.has(one))).toEqual([
        "PUT /v2/objects/{object}/records/{record_id}/attributes/{attribute}/values",
        "POST /v2/objects/records/search",
        "GET /v2/webhooks",
        "POST /v2/webhooks",
        "GET /v2/webhooks/{webhook_id}",
        "PATCH /v2/webhooks/{webhook_id}",
        "DELETE /v2/webhooks/{webhook_id}",
    ])
})
