import type {AttributeSeed, MemberSeed, RecordSeed} from "./admin"
import {instantText, parseInstant} from "./instant"
import {setValues} from "./records/cells"
import {createRow, parseChanges} from "./records/write"
import {findAttribute, newChoice, newContainer, standardContainers} from "./schema/build"
import {addAttribute} from "./schema/edit-attribute"
import {RECORD_ATTRIBUTES} from "./schema/standard-objects"
import type {Actor, Attribute, Container, Row, Workspace} from "./types"
import type {World} from "./world"

const DEFAULT_MEMBER: MemberSeed = {
    first_name: "Ada",
    last_name: "Admin",
    email_address: "ada@example.com",
    access_level: "admin",
}

/** An instant given by a test or the story. @throws Error when it is not ISO. */
function givenInstant(text: string): string {
    const parsed = parseInstant(text)
    if (parsed === null) throw new Error(`"${text}" is not an ISO 8601 instant.`)
    return parsed
}

/** Creates a workspace with the standard objects. */
export function seedWorkspace(
    world: World,
    o: {
        name?: string
        slug?: string
        dealsEnabled?: boolean
        members?: MemberSeed[]
        now?: string
        looseShapes?: boolean
    } = {},
): Workspace {
    const createdAt = instantText(
        o.now === undefined ? world.clock() : Date.parse(givenInstant(o.now).slice(0, 23) + "Z"),
    )
    const workspace: Workspace = {
        id: world.ids.uuid(),
        name: o.name ?? "Sandbox",
        slug: o.slug ?? "sandbox",
        createdAt,
        now: o.now ?? null,
        looseShapes: o.looseShapes ?? false,
        lastInstant: createdAt,
        members: (o.members ?? [DEFAULT_MEMBER]).map((member) => ({
            id: world.ids.uuid(),
            firstName: member.first_name,
            lastName: member.last_name,
            email: member.email_address,
            accessLevel: member.access_level,
            createdAt,
        })),
        containers: standardContainers(world.ids, createdAt, o.dealsEnabled ?? false),
        notes: new Map(),
        tasks: new Map(),
        limits: {readsPerSecond: 100, writesPerSecond: 25},
    }
    world.workspaces.set(workspace.id, workspace)
    return workspace
}

/** An object by slug or id, disabled ones included. @throws Error when there is none. */
export function anyContainer(
    workspace: Workspace,
    name: string,
    kind: Container["kind"] = "objects",
): Container {
    const found = workspace.containers.find(
        (one) => one.kind === kind && (one.slug === name || one.id === name),
    )
    if (!found) throw new Error(`The workspace has no ${kind === "lists" ? "list" : "object"} "${name}".`)
    return found
}

/** The person behind seeded values: the given member, or the first one. */
export function memberActor(workspace: Workspace, memberId = workspace.members[0]?.id): Actor {
    return memberId === undefined
        ? {type: "system", id: workspace.id}
        : {type: "workspace-member", id: memberId}
}

/** Creates an attribute with its options. */
export function seedAttribute(
    world: World,
    workspace: Workspace,
    container: Container,
    seed: AttributeSeed,
): Attribute {
    const input = {
        title: seed.title,
        description: null,
        api_slug: seed.api_slug,
        type: seed.type,
        is_required: seed.is_required ?? false,
        is_unique: seed.is_unique ?? false,
        is_multiselect: seed.is_multiselect ?? false,
        config: {
            ...(seed.currency_code
                ? {currency: {default_currency_code: seed.currency_code, display_type: "symbol"}}
                : {}),
            ...(seed.allowed_objects ? {record_reference: {allowed_objects: seed.allowed_objects}} : {}),
        },
    }
    const attribute = addAttribute(workspace, container, input, world.ids, instantText(world.now(workspace)))
    attribute.choices = (seed.options ?? []).map((title) => newChoice(world.ids, title))
    return attribute
}

/** Creates records with their history. */
export function seedRecords(
    world: World,
    workspace: Workspace,
    container: Container,
    seeds: RecordSeed[],
): Row[] {
    const actor = memberActor(workspace)
    return seeds.map((seed) => {
        const at =
            seed.created_at === undefined ? world.stamp(workspace, actor).at : givenInstant(seed.created_at)
        const history = seed.history ?? {}
        const plain = Object.entries(seed.values).filter(([name]) => !(name in history))
        const changes = parseChanges(workspace, container, Object.fromEntries(plain))
        const id = seed.record_id ?? world.ids.uuid()
        if (container.rows.has(id)) throw new Error(`The record id "${id}" is taken.`)
        const row = createRow(workspace, container, {id, parent: null}, changes, {at, actor}, {lenient: true})
        for (const [name, steps] of Object.entries(history)) {
            const attribute = findAttribute(container, name)
            if (!attribute)
                throw new Error(`The history of "${name}" has no attribute on "${container.slug}".`)
            for (const step of steps) {
                const list = parseChanges(workspace, container, {[name]: step.value}).get(attribute) ?? []
                const stamp = {at: givenInstant(step.active_from), actor}
                setValues(workspace, container, row, attribute, list, stamp)
            }
        }
        return row
    })
}

/** Creates a list over the records of an object. */
export function seedList(
    world: World,
    workspace: Workspace,
    o: {name: string; api_slug: string; parent_object: string; attributes?: AttributeSeed[]},
): Container {
    const parentObjectId = anyContainer(workspace, o.parent_object).id
    const shared = {kind: "lists", slug: o.api_slug, singular: o.name, plural: o.name, enabled: true} as const
    const specs = RECORD_ATTRIBUTES.filter((spec) => spec.derived !== "record_id")
    const at = instantText(world.now(workspace))
    const list = newContainer(world.ids, {...shared, parentObjectId}, specs, at)
    for (const seed of o.attributes ?? []) seedAttribute(world, workspace, list, seed)
    workspace.containers.push(list)
    return list
}
