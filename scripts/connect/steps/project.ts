import type {NamedProject, Project} from "@beton/posthog-app/clients/posthog"
import type {Host} from "@beton/posthog-app/host"

import {WorkError} from "../../cli/errors"
import {valueOf} from "../../cli/value-of"
import type {Ask} from "../ask"
import {clientOf, type Draft, fieldProblem} from "../session"

/** The project, its facts, and its group types. */
export interface ChosenProject {
    readonly draft: Draft
    readonly project: Project
    readonly groupTypes: Project["group_types"]
}

/** A project that the key can see; the only one is taken without asking. */
export async function askForProject(ask: Ask, host: Host, draft: Draft): Promise<ChosenProject> {
    const projects = await visibleProjects(host, draft)
    for (;;) {
        const id = await askForId(ask, projects)
        const chosen = {...draft, posthog_project: id}
        const posthog = clientOf(chosen, host)
        const project = await posthog.project()
        if (!project.ok) {
            ask.refuse("project", project.failure.message)
            continue
        }
        const types = project.value.group_types
        // Older versions do not list the group types in the project itself.
        const groupTypes = types.length > 0 ? types : valueOf(await posthog.groupTypes())
        ask.say(`Project "${project.value.name}" (${id}), time zone ${project.value.timezone}.`)
        return {draft: chosen, project: project.value, groupTypes}
    }
}

/** Projects that a message names. */
const NAMED = 10

/** A key that is limited to projects may not list them: then they are looked up one by one. */
async function visibleProjects(host: Host, draft: Draft): Promise<readonly NamedProject[]> {
    const posthog = clientOf(draft, host)
    const listed = await posthog.projects()
    if (listed.ok) return listed.value
    const key = await posthog.currentKey()
    const ids = key.ok ? key.value.projects : []
    if (ids.length === 0 && listed.failure.kind === "unavailable") throw new WorkError(listed.failure.message)
    const found: NamedProject[] = []
    for (const id of ids) {
        const project = await clientOf({...draft, posthog_project: String(id)}, host).project()
        if (project.ok) found.push({id, name: project.value.name, timezone: project.value.timezone})
    }
    return found
}

async function askForId(ask: Ask, projects: readonly NamedProject[]): Promise<string> {
    const [first] = projects
    if (first === undefined)
        return ask.text({
            id: "project",
            message: "Project id (the number in the address of your project):",
            check: (text) => fieldProblem("posthog_project", text),
        })
    if (projects.length === 1 && !ask.isGiven("project")) return String(first.id)
    const named = projects.slice(0, NAMED).map(({id, name}) => `${id} (${name})`)
    const more = projects.length > NAMED ? ` and ${projects.length - NAMED} more` : ""
    const known = `${named.join(", ")}${more}`
    return ask.choose({
        id: "project",
        message: "Which project?",
        choices: projects.map(({id, name}) => ({value: String(id), label: `${name} (${id})`})),
        proposed: String(first.id),
        accept: () => `the key sees no such project. It sees ${known}.`,
    })
}
