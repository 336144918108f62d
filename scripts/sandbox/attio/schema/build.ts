import type {IdSource} from "../ids"
import type {Attribute, Choice, Container, Workspace} from "../types"
import {type AttributeSpec, type ObjectSpec, STANDARD_OBJECTS} from "./standard-objects"

const titleOf = (slug: string): string => {
    const words = slug.replaceAll("_", " ")
    return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A new option or status. */
export function newChoice(ids: IdSource, title: string, celebrate = false): Choice {
    return {id: ids.uuid(), title, archived: false, celebrate, targetTime: null}
}

/** A system attribute from its specification; references are connected later by connect(). */
export function newAttribute(ids: IdSource, spec: AttributeSpec, at: string): Attribute {
    return {
        id: ids.uuid(),
        slug: spec.slug,
        title: spec.title ?? titleOf(spec.slug),
        description: null,
        type: spec.type,
        system: true,
        writable: !spec.readOnly,
        required: spec.required ?? false,
        unique: spec.unique ?? false,
        multi: spec.multi ?? false,
        archived: false,
        communication: spec.communication ?? false,
        derived: spec.derived ?? null,
        defaultValue: null,
        createdAt: at,
        choices: (spec.choices ?? []).map((title) => newChoice(ids, title, title.startsWith("Won"))),
        currency: {code: "USD", display: "symbol"},
        allowedObjectIds: null,
        inverse: null,
    }
}

/** An object or a list without rows. */
export function newContainer(
    ids: IdSource,
    o: Pick<Container, "kind" | "slug" | "singular" | "plural" | "enabled"> & {parentObjectId?: string},
    specs: readonly AttributeSpec[],
    at: string,
): Container {
    const {parentObjectId = null, ...rest} = o
    return {
        ...rest,
        id: ids.uuid(),
        createdAt: at,
        parentObjectId,
        attributes: specs.map((spec) => newAttribute(ids, spec, at)),
        rows: new Map(),
        unique: new Map(),
        clashing: new Set(),
    }
}

/** The standard objects of a new workspace, with two-way references connected. */
export function standardContainers(ids: IdSource, at: string, dealsEnabled: boolean): Container[] {
    const build = (spec: ObjectSpec): Container => {
        const enabled = spec.slug === "deals" ? dealsEnabled : spec.enabled
        return newContainer(ids, {...spec, kind: "objects", enabled}, spec.attributes, at)
    }
    const containers = STANDARD_OBJECTS.map(build)
    const find = (slug: string): Container | undefined => containers.find((one) => one.slug === slug)
    for (const spec of STANDARD_OBJECTS) {
        for (const wanted of spec.attributes) {
            const attribute = find(spec.slug)?.attributes.find((one) => one.slug === wanted.slug)
            if (!attribute) continue
            const targets = wanted.targets?.map((slug) => find(slug)?.id).filter((id) => id !== undefined)
            if (targets) attribute.allowedObjectIds = targets
            const [objectSlug = "", attributeSlug = ""] = wanted.inverse?.split(".") ?? []
            const other = find(objectSlug)
            const side = other?.attributes.find((one) => one.slug === attributeSlug)
            if (other && side) attribute.inverse = {containerId: other.id, attributeId: side.id}
        }
    }
    return containers
}

/** An enabled object or list by slug or id; undefined for a disabled one, which answers as if absent. */
export function findContainer(workspace: Workspace, kind: string, name: string): Container | undefined {
    return workspace.containers.find(
        (one) => one.kind === kind && one.enabled && (one.slug === name || one.id === name),
    )
}

/** Any object or list by id, enabled or not. */
export function containerById(workspace: Workspace, id: string): Container | undefined {
    return workspace.containers.find((one) => one.id === id)
}

/** An attribute by slug or id, archived ones included (an archived attribute keeps its slug). */
export function findAttribute(container: Container, name: string): Attribute | undefined {
    return container.attributes.find((one) => one.slug === name || one.id === name)
}
