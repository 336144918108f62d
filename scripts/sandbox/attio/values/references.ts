import {valueNotFound} from "../errors"
import {containerById, findAttribute, findContainer} from "../schema/build"
import type {Attribute, Choice, ValueData, Workspace} from "../types"
import {badValue, isObject, unwrap, type ValueContext} from "./value-context"

/** An active option or status by title or id. Unknown ones are refused: nothing is created on the fly. */
export function findChoice(attribute: Attribute, wanted: string): Choice | undefined {
    return attribute.choices.find((one) => !one.archived && (one.title === wanted || one.id === wanted))
}

/** `{option}` or `{status}`, title or id. */
export function parseChoice({attribute}: ValueContext, input: unknown): ValueData {
    const field = attribute.type === "status" ? "status" : "option"
    const wanted = unwrap(attribute, input, field)
    if (typeof wanted !== "string") throw badValue(attribute, `the title or id of a ${field}`)
    const choice = findChoice(attribute, wanted)
    if (!choice) {
        throw valueNotFound(
            `Cannot find select option or status "${wanted}" of attribute "${attribute.slug}".`,
        )
    }
    return {[field]: choice.id}
}

/** The member with this address; letter case does not matter. */
export function memberByEmail(workspace: Workspace, address: string): string | undefined {
    return workspace.members.find((member) => member.email.toLowerCase() === address.toLowerCase())?.id
}

/** A workspace member by e-mail or id. Suspended members are accepted, as the API does not forbid them. */
export function parseActor({workspace, attribute}: ValueContext, input: unknown): ValueData {
    const object = isObject(input) ? input : {workspace_member_email_address: input}
    const {
        workspace_member_email_address: address,
        referenced_actor_type: type,
        referenced_actor_id: actorId,
    } = object
    if (typeof address === "string") {
        const id = memberByEmail(workspace, address)
        if (!id) throw valueNotFound(`Cannot find a workspace member with the e-mail address "${address}".`)
        return {referenced_actor_type: "workspace-member", referenced_actor_id: id}
    }
    if (type !== "workspace-member" || typeof actorId !== "string") {
        throw badValue(
            attribute,
            "a member's e-mail address, or referenced_actor_type and referenced_actor_id",
        )
    }
    if (!workspace.members.some((member) => member.id === actorId)) {
        throw valueNotFound(`Cannot find a workspace member with the id "${actorId}".`)
    }
    return {referenced_actor_type: "workspace-member", referenced_actor_id: actorId}
}

/** `{target_object, target_record_id}` or `{target_object, <unique attribute>: [value]}`. */
export function parseReference(context: ValueContext, input: unknown, parse: ParseValue): ValueData {
    const {workspace, attribute} = context
    const object = isObject(input) ? input : {}
    const {target_object: name, target_record_id: id, ...matching} = object
    if (typeof name !== "string")
        throw badValue(attribute, "target_object with target_record_id or a unique attribute")
    const target = findContainer(workspace, "objects", name)
    if (!target) throw valueNotFound(`Cannot find object with slug/ID "${name}".`)
    if (attribute.allowedObjectIds && !attribute.allowedObjectIds.includes(target.id)) {
        const allowed = attribute.allowedObjectIds.map((one) => containerById(workspace, one)?.slug ?? one)
        throw badValue(attribute, `a record of ${allowed.join(" or ")}`)
    }
    if (typeof id === "string") {
        if (!target.rows.has(id))
            throw valueNotFound(`Cannot find a record of "${target.slug}" with the id "${id}".`)
        return {target_object_id: target.id, target_record_id: id}
    }
    const [entry, ...others] = Object.entries(matching)
    const values = entry?.[1]
    if (!entry || others.length > 0 || !Array.isArray(values) || values.length !== 1) {
        throw badValue(attribute, "target_record_id, or one unique attribute with a list of one value")
    }
    const key = findAttribute(target, entry[0])
    if (!key || key.archived) throw valueNotFound(`Cannot find attribute with slug/ID "${entry[0]}".`)
    if (!key.unique) throw badValue(attribute, `a unique attribute instead of "${key.slug}"`)
    const found = context.findByValue(
        target,
        key,
        parse({...context, container: target, attribute: key}, values[0]),
    )
    if (!found) throw valueNotFound(`Cannot find a record of "${target.slug}" by its "${key.slug}".`)
    return {target_object_id: target.id, target_record_id: found}
}

/** The general parser, passed in to keep the modules free of cycles. */
export type ParseValue = (context: ValueContext, input: unknown) => ValueData
