import {getNullableType, type GraphQLResolveInfo, isListType} from "graphql"

import {HostRefusal} from "../sdk/refusal"
import type {AttioReader, RestObject, RestRecord} from "./attio-reader"
import {type ActorRef, fieldValue, type Pointer, typedValue} from "./values"

const RECORD_TYPES: Readonly<Record<string, string>> = {
    people: "Person",
    companies: "Company",
    deals: "Deal",
    workspaces: "WorkspaceRecord",
    users: "UserRecord",
}
const BY_ID: Readonly<Record<string, string>> = {
    person: "people",
    company: "companies",
    deal: "deals",
    workspace: "workspaces",
    userRecord: "users",
}
const ACTORS: Readonly<Record<string, string>> = {
    system: "SystemActor",
    "api-token": "APITokenActor",
    app: "App",
    workflow: "Workflow",
}

type RecordNode = {
    readonly __typename: string
    readonly kind: "record"
    readonly slug: string
    readonly record: RestRecord
}
type ObjectNode = {readonly __typename: string; readonly kind: "object"; readonly object: RestObject}

/** Answers one field of a query from the workspace. */
export async function resolveField(
    source: unknown,
    args: Record<string, unknown>,
    reader: AttioReader,
    info: GraphQLResolveInfo,
): Promise<unknown> {
    const field = info.fieldName
    const kind = (source as {kind?: string}).kind
    if (kind === "root") return resolveRoot(field, args, reader)
    if (kind === "object") return resolveObject((source as ObjectNode).object, field, args, reader)
    if (kind === "record") return resolveRecord(source as RecordNode, field, args, reader, info)
    return (source as Record<string, unknown>)[field]
}

async function resolveRoot(
    field: string,
    args: Record<string, unknown>,
    reader: AttioReader,
): Promise<unknown> {
    if (/^experimental_/.test(field))
        throw new HostRefusal(`${field} is experimental: a reviewed app cannot use it.`)
    const slug = BY_ID[field]
    if (slug !== undefined) return recordNode(reader, slug, args.id)
    if (field in RECORD_TYPES) return objectNode(reader, field)
    if (field === "object") return objectNode(reader, String(args.slug))
    if (field === "objects") return (await reader.objects()).map(nodeOf)
    if (field === "record") return recordNode(reader, String(args.object), args.id)
    if (field === "records") return recordNodes(reader, String(args.object), args.ids)
    if (field === "currentUser") return actorNode(reader, {type: "workspace-member", id: null})
    const self = await reader.self()
    return {id: self.workspace_id, name: self.workspace_name, slug: self.workspace_slug}
}

async function resolveObject(
    object: RestObject,
    field: string,
    args: Record<string, unknown>,
    reader: AttioReader,
): Promise<unknown> {
    if (field === "name") return object.plural_noun
    if (field === "slug") return object.api_slug
    if (field === "record") return recordNode(reader, object.api_slug, args.id)
    if (field === "records") return recordNodes(reader, object.api_slug, args.ids)
    const wanted = args.types as readonly string[] | undefined
    return (await reader.attributes(object.api_slug))
        .filter(({is_archived}) => !is_archived)
        .map(({title, api_slug, type}) => ({
            title,
            slug: api_slug,
            type: type.toUpperCase().replace(/-/g, "_"),
        }))
        .filter(({type}) => wanted === undefined || wanted === null || wanted.includes(type))
}

async function resolveRecord(
    {slug, record}: RecordNode,
    field: string,
    args: Record<string, unknown>,
    reader: AttioReader,
    info: GraphQLResolveInfo,
): Promise<unknown> {
    if (field === "id") return record.id.record_id
    if (field === "url") return record.web_url
    if (field === "object") return objectNode(reader, slug)
    if (field === "list_entries") throw new HostRefusal("The preview does not answer list_entries.")
    if (field === "attribute") {
        const attribute = (await reader.attributes(slug)).find((one) => one.api_slug === args.slug)
        if (attribute === undefined || attribute.is_archived) return null
        const typed = typedValue(attribute, record)
        if (typed === null) return null
        return "values" in typed
            ? {...typed, values: await follow(typed.values, reader)}
            : {...typed, value: await followOne(typed.value, reader)}
    }
    const list = isListType(getNullableType(info.returnType))
    const value = fieldValue(record, field, list)
    return list ? follow(value as unknown[], reader) : followOne(value, reader)
}

async function follow(values: readonly unknown[], reader: AttioReader): Promise<unknown[]> {
    const all = await Promise.all(values.map((value) => followOne(value, reader)))
    return all.filter((value) => value !== null)
}

/** References become records, actors become people; anything else stays. */
async function followOne(value: unknown, reader: AttioReader): Promise<unknown> {
    if (typeof value !== "object" || value === null) return value
    if ("object" in value && "id" in value && Object.keys(value).length === 2)
        return recordNode(reader, (value as Pointer).object, (value as Pointer).id)
    if ("type" in value && "id" in value && Object.keys(value).length === 2)
        return actorNode(reader, value as ActorRef)
    return value
}

async function actorNode(reader: AttioReader, actor: ActorRef): Promise<unknown> {
    const other = ACTORS[actor.type]
    if (other !== undefined) return {__typename: other, type: actor.type}
    const members = await reader.members()
    const member = members.find(({id}) => actor.id === null || id.workspace_member_id === actor.id)
    if (member === undefined) return null
    return {
        __typename: "User",
        id: member.id.workspace_member_id,
        email: member.email_address,
        name: `${member.first_name} ${member.last_name}`.trim(),
    }
}

async function objectNode(reader: AttioReader, slug: string): Promise<ObjectNode | null> {
    const object = await reader.object(slug)
    return object === null ? null : nodeOf(object)
}

function nodeOf(object: RestObject): ObjectNode {
    const known = object.api_slug in RECORD_TYPES
    return {__typename: known ? object.api_slug : "Object", kind: "object", object}
}

async function recordNode(reader: AttioReader, slug: string, id: unknown): Promise<RecordNode | null> {
    const record = await reader.record(slug, String(id))
    return record === null
        ? null
        : {__typename: RECORD_TYPES[slug] ?? "CustomRecord", kind: "record", slug, record}
}

function recordNodes(reader: AttioReader, slug: string, ids: unknown): Promise<(RecordNode | null)[]> {
    return Promise.all((ids as readonly string[]).map((id) => recordNode(reader, slug, id)))
}
