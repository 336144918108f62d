import {invalid, notFound, slugConflict} from "../errors"
import {renderOption, renderStatus} from "../records/render"
import {newChoice} from "../schema/build"
import type {Attribute, Choice, Container} from "../types"
import {type Call, dataOf, type Handler, pathAttribute, pathContainer, type Route} from "./call"

type Noun = "options" | "statuses"

interface ChoiceInput {
    title?: string
    is_archived?: boolean
    celebration_enabled?: boolean
    target_time_in_status?: string | null
}

interface Place {
    container: Container
    attribute: Attribute
}

const place = (call: Call, noun: Noun): Place => {
    const container = pathContainer(call)
    const attribute = pathAttribute(call, container)
    const wanted = noun === "options" ? "select" : "status"
    if (attribute.type !== wanted) {
        throw invalid(`The attribute "${attribute.slug}" has no ${noun}: it is not of type ${wanted}.`)
    }
    return {container, attribute}
}

const render = (call: Call, noun: Noun, {container, attribute}: Place, choice: Choice): object =>
    (noun === "options" ? renderOption : renderStatus)(call.workspace, container, attribute, choice)

// An archived option keeps its title.
const checkTitle = (attribute: Attribute, title: string, self?: Choice): void => {
    if (attribute.choices.some((one) => one !== self && one.title === title)) {
        throw slugConflict(`"${title}" already exists on the attribute "${attribute.slug}".`)
    }
}

const apply = (choice: Choice, input: ChoiceInput): void => {
    choice.title = input.title ?? choice.title
    choice.archived = input.is_archived ?? choice.archived
    choice.celebrate = input.celebration_enabled ?? choice.celebrate
    if (input.target_time_in_status !== undefined) choice.targetTime = input.target_time_in_status
}

const list =
    (noun: Noun): Handler =>
    (call) => {
        const found = place(call, noun)
        const shown = found.attribute.choices.filter(
            (one) => !one.archived || call.query.show_archived === true,
        )
        return {data: shown.map((choice) => render(call, noun, found, choice))}
    }

const create =
    (noun: Noun): Handler =>
    (call) => {
        const found = place(call, noun)
        const input = dataOf<ChoiceInput & {title: string}>(call)
        checkTitle(found.attribute, input.title)
        const choice = newChoice(call.world.ids, input.title)
        apply(choice, noun === "options" ? {} : input)
        found.attribute.choices.push(choice)
        return {data: render(call, noun, found, choice)}
    }

const update =
    (noun: Noun): Handler =>
    (call) => {
        const found = place(call, noun)
        const wanted = call.params.choice
        const choice = found.attribute.choices.find((one) => one.id === wanted || one.title === wanted)
        if (!choice) throw notFound(`Could not find "${wanted}" on the attribute "${found.attribute.slug}".`)
        const input = (call.body as {data?: ChoiceInput} | null)?.data
        // The contract does not describe this call, so its body is checked here.
        if (
            typeof input !== "object" ||
            (input.title !== undefined && (typeof input.title !== "string" || !input.title))
        ) {
            throw invalid("Body payload validation error.", [
                {code: "type", path: ["data"], message: "Expected an object with title and/or is_archived."},
            ])
        }
        if (input.title !== undefined) checkTitle(found.attribute, input.title, choice)
        apply(choice, input)
        return {data: render(call, noun, found, choice)}
    }

const routes = (noun: Noun): Route[] => {
    const root = `/v2/{target}/{identifier}/attributes/{attribute}/${noun}`
    return [
        {method: "GET", template: root, kind: "read", handle: list(noun)},
        {method: "POST", template: root, kind: "write", handle: create(noun)},
        {
            method: "PATCH",
            template: `${root}/{choice}`,
            kind: "write",
            handle: update(noun),
            scopes: ["object_configuration:read-write"],
        },
    ]
}

/** Select options and statuses. */
export const CHOICE_ROUTES: Route[] = [...routes("options"), ...routes("statuses")]
