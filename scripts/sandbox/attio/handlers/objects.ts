import {slugConflict} from "../errors"
import {newContainer} from "../schema/build"
import {RECORD_ATTRIBUTES} from "../schema/standard-objects"
import type {Container} from "../types"
import {type Call, dataOf, type Handler, pathContainer, type Route} from "./call"

interface ObjectInput {
    api_slug: string
    singular_noun: string
    plural_noun: string
}

const render = (call: Call, container: Container): object => ({
    id: {workspace_id: call.workspace.id, object_id: container.id},
    api_slug: container.slug,
    singular_noun: container.singular,
    plural_noun: container.plural,
    created_at: container.createdAt,
})

// A disabled standard object still owns its slug.
const checkSlug = (call: Call, slug: string): void => {
    if (call.workspace.containers.some((one) => one.kind === "objects" && one.slug === slug)) {
        throw slugConflict(`An object with slug "${slug}" already exists.`)
    }
}

const list: Handler = (call) => ({
    data: call.workspace.containers
        .filter((one) => one.kind === "objects" && one.enabled)
        .map((container) => render(call, container)),
})

const create: Handler = (call) => {
    const {api_slug: slug, singular_noun: singular, plural_noun: plural} = dataOf<ObjectInput>(call)
    checkSlug(call, slug)
    const o = {kind: "objects", slug, singular, plural, enabled: true} as const
    const container = newContainer(call.world.ids, o, RECORD_ATTRIBUTES, call.stamp().at)
    call.workspace.containers.push(container)
    return {data: render(call, container)}
}

const update: Handler = (call) => {
    const container = pathContainer(call)
    const {api_slug: slug, singular_noun: singular, plural_noun: plural} = dataOf<Partial<ObjectInput>>(call)
    if (slug !== undefined && slug !== container.slug) checkSlug(call, slug)
    container.slug = slug ?? container.slug
    container.singular = singular ?? container.singular
    container.plural = plural ?? container.plural
    return {data: render(call, container)}
}

/** Objects. */
export const OBJECT_ROUTES: Route[] = [
    {method: "GET", template: "/v2/objects", kind: "read", handle: list},
    {method: "POST", template: "/v2/objects", kind: "write", handle: create},
    {
        method: "GET",
        template: "/v2/objects/{object}",
        kind: "read",
        handle: (call) => ({data: render(call, pathContainer(call))}),
    },
    {method: "PATCH", template: "/v2/objects/{object}", kind: "write", handle: update},
]
