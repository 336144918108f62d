import {HostRefusal} from "../sdk/refusal"
import {fromWire} from "../sdk/wire"
import type {AppHost} from "./app-host"
import {oneRecord, table} from "./records"

type Body = Readonly<Record<string, unknown>>

/** One call of the page; `params` are the groups of the pattern. */
interface ApiRoute {
    readonly method: "GET" | "POST" | "DELETE"
    readonly pattern: RegExp
    readonly handle: (app: AppHost, params: readonly string[], body: Body, query: URLSearchParams) => unknown
}

const text = (value: unknown, name: string): string => {
    if (typeof value !== "string") throw new HostRefusal(`${name} is missing.`)
    return value
}
const viewOf = (body: Body): string | null => (typeof body.view === "string" ? body.view : null)
const fieldsOf = (value: unknown): Record<string, unknown> =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}

/** What the page may ask; every answer is JSON and carries no secret. */
export const API_ROUTES: readonly ApiRoute[] = [
    {method: "GET", pattern: /^\/api\/app$/, handle: (app) => describe(app)},
    {
        method: "POST",
        pattern: /^\/api\/view$/,
        handle: (app, _, body) => app.views.open(text(body.id, "id"), text(body.name, "name")),
    },
    {method: "GET", pattern: /^\/api\/views$/, handle: (app) => app.views.list()},
    {method: "GET", pattern: /^\/api\/logs$/, handle: (app) => app.logs},
    {method: "GET", pattern: /^\/api\/problems$/, handle: (app) => app.problems},
    {
        method: "POST",
        pattern: /^\/api\/problems$/,
        handle: (app, _, body) => (app.problem(text(body.text, "text")), null),
    },
    {
        method: "POST",
        pattern: /^\/api\/function$/,
        handle: async (app, _, body) => ({
            wire: await app.callFunction({
                origin: text(body.origin, "origin"),
                hash: text(body.hash, "hash"),
                args: (fromWire(text(body.args, "args")) ?? []) as unknown[],
                view: viewOf(body),
            }),
            settings: settingsOf(app),
        }),
    },
    {
        method: "POST",
        pattern: /^\/api\/graphql$/,
        handle: async (app, _, body) => ({
            data: await app.graphql(text(body.query, "query"), fieldsOf(body.variables), viewOf(body)),
        }),
    },
    {method: "GET", pattern: /^\/api\/settings$/, handle: (app) => settingsOf(app)},
    {
        method: "POST",
        pattern: /^\/api\/settings$/,
        handle(app, _, body) {
            app.state.settings.set(body.key, body.value)
            return settingsOf(app)
        },
    },
    {
        method: "POST",
        pattern: /^\/api\/connections\/([\w-]+)$/,
        async handle(app, [key], body) {
            await app.connect(String(key), text(body.value, "The key"))
            return app.state.connections.list()
        },
    },
    {
        method: "DELETE",
        pattern: /^\/api\/connections\/([\w-]+)$/,
        async handle(app, [key]) {
            await app.disconnect(String(key))
            return app.state.connections.list()
        },
    },
    {
        method: "GET",
        pattern: /^\/api\/objects\/([\w-]+)\/records$/,
        handle: (app, [object], _, query) => table(app, String(object), Number(query.get("offset") ?? 0)),
    },
    {
        method: "GET",
        pattern: /^\/api\/objects\/([\w-]+)\/records\/([\w-]+)$/,
        handle: (app, [object, id]) => oneRecord(app, String(object), String(id)),
    },
    {
        method: "GET",
        pattern: /^\/api\/workflows$/,
        handle: (app) => ({
            activations: app.workflows.activations.map(({id, blockId, config, metadata, state, message}) => ({
                ...{id, blockId, config, state, message},
                url: metadata.triggerCallbackUrl,
            })),
            runs: app.workflows.runs.map(({metadata, ...run}) => ({...run, url: metadata.finishCallbackUrl})),
            webhooks: app.state.webhooks.list(),
        }),
    },
    {
        method: "POST",
        pattern: /^\/api\/workflows\/([\w-]+)\/activate$/,
        handle: (app, [block], body) => app.workflows.activate(String(block), fieldsOf(body.config)),
    },
    {
        method: "POST",
        pattern: /^\/api\/workflows\/([\w-]+)\/execute$/,
        handle: (app, [block], body) =>
            app.workflows.execute(
                String(block),
                fieldsOf(body.config),
                typeof body.again === "string" ? body.again : undefined,
            ),
    },
    {
        method: "POST",
        pattern: /^\/api\/activations\/([\w-]+)\/deactivate$/,
        handle: (app, [id]) => app.workflows.deactivate(String(id)),
    },
]

function describe(app: AppHost): object {
    const {bundles, userId} = app.options
    return {
        version: bundles.version,
        clockOffset: app.clockOffset(),
        blocks: [...bundles.blocks.keys()],
        userId,
        settings: settingsOf(app),
        connections: app.state.connections.list(),
    }
}

function settingsOf(app: AppHost): object {
    return {fields: app.state.settings.fields, values: app.state.settings.all()}
}
