import {createHash, randomBytes, randomUUID} from "node:crypto"

import type {Definitions, LimitsPatch, ProjectPatch} from "./admin-types"
import {LONG_AGO, newProject} from "./new-project"
import {
    groupType,
    isoInstant,
    type PersonalKey,
    type Project,
    propertyDefinitionKey,
    type WorldState,
} from "./project-state"

const FIRST_PROJECT_ID = 10_001
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/** 43 letters and digits, as in real tokens. */
function randomToken(prefix: string): string {
    return prefix + Array.from(randomBytes(43), (byte) => ALPHABET[byte % ALPHABET.length]).join("")
}

export function hashKey(key: string): string {
    return createHash("sha256").update(key).digest("hex")
}

/** Projects, keys and definitions of one stand-in. */
export class World {
    readonly state: WorldState

    constructor(
        private readonly clock: () => number,
        saved: WorldState | null,
        private readonly changed: () => void,
    ) {
        this.state = saved ?? {
            organizationId: randomUUID(),
            currentProjectId: null,
            nextProjectId: FIRST_PROJECT_ID,
            projects: [],
            keys: [],
        }
    }

    /** Call after any change, so that a stand-in with a data directory keeps it. */
    touch(): void {
        this.changed()
    }

    project(id: number): Project | undefined {
        return this.state.projects.find((project) => project.id === id)
    }

    projectByToken(token: string): Project | undefined {
        return this.state.projects.find((project) => project.apiToken === token)
    }

    /** The project's own fixed clock, else the stand-in's; ms. */
    now(project: Project | undefined): number {
        return project?.now ? Date.parse(project.now) : this.clock()
    }

    createProject(options: ProjectPatch): Project {
        const project = newProject(this.state.nextProjectId++, randomUUID(), randomToken("phc_"))
        this.#patch(project, options)
        this.state.projects.push(project)
        this.state.currentProjectId ??= project.id
        this.touch()
        return project
    }

    updateProject(id: number, patch: ProjectPatch): void {
        this.#patch(this.#existing(id), patch)
        this.touch()
    }

    setLimits(id: number, limits: LimitsPatch): void {
        Object.assign(this.#existing(id).limits, limits)
        this.touch()
    }

    #existing(id: number): Project {
        const project = this.project(id)
        if (!project) throw new Error(`There is no project ${id} in this stand-in.`)
        return project
    }

    #patch(project: Project, patch: ProjectPatch): void {
        const {groupTypes, systemTables, current, ...plain} = patch
        if (plain.timezone !== undefined) new Intl.DateTimeFormat("en", {timeZone: plain.timezone})
        if (plain.now && Number.isNaN(Date.parse(plain.now)))
            throw new Error(`now: "${plain.now}" is not an instant.`)
        Object.assign(project, plain)
        if (groupTypes && groupTypes.length > 5)
            throw new Error("groupTypes: a project has at most 5 group types.")
        if (groupTypes) {
            project.groupTypes = groupTypes.map(({group_type, created_at}, index) =>
                groupType(group_type, index, created_at ?? LONG_AGO),
            )
        }
        Object.assign(project.systemTables, systemTables)
        if (current) this.state.currentProjectId = project.id
    }

    createKey(options: {scopes: string[]; scopedTeams?: number[]}): string {
        const key = randomToken("phx_")
        this.state.keys.push({
            id: randomUUID(),
            hash: hashKey(key),
            mask: `phx_...${key.slice(-4)}`,
            scopes: [...options.scopes],
            scopedTeams: [...(options.scopedTeams ?? [])],
            createdAt: isoInstant(this.clock()),
            lastUsedAt: null,
            revoked: false,
        })
        this.touch()
        return key
    }

    findKey(key: string): PersonalKey | undefined {
        const hash = hashKey(key)
        return this.state.keys.find((candidate) => candidate.hash === hash && !candidate.revoked)
    }

    revokeKey(key: string): void {
        const found = this.findKey(key)
        if (!found) throw new Error("revokeKey: the key is unknown or revoked already.")
        found.revoked = true
        this.touch()
    }

    registerDefinitions(id: number, definitions: Definitions): void {
        const project = this.#existing(id)
        const createdAt = isoInstant(this.now(project))
        for (const {name, last_seen_at} of definitions.events ?? []) {
            const known = project.eventDefinitions[name]
            project.eventDefinitions[name] = {
                id: known?.id ?? randomUUID(),
                name,
                created_at: known?.created_at ?? createdAt,
                last_seen_at: last_seen_at ?? known?.last_seen_at ?? null,
            }
        }
        for (const {type, group_type_index, name, property_type} of definitions.properties ?? []) {
            const index = type === "group" ? (group_type_index ?? 0) : null
            const key = propertyDefinitionKey(type, index, name)
            const known = project.propertyDefinitions[key]
            project.propertyDefinitions[key] = {
                id: known?.id ?? randomUUID(),
                type,
                group_type_index: index,
                name,
                property_type,
                events: known?.events ?? [],
            }
        }
        this.touch()
    }
}
