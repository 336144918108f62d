import {randomUUID} from "node:crypto"

import {HostRefusal} from "../sdk/refusal"
import type {SchemaNode} from "../sdk/root-sdk"
import {outcomeOf} from "./server-sdk"
import {checkConfig} from "./workflow-config"

/** Handlers of a block's bundle (SDK.md §9). */
export type BlockHandler =
    "schema" | "execute" | "deferCallback" | "activate" | "triggerCallback" | "deactivate"

/** Runs a handler of a block's own bundle. */
export type BlockCall = (blockId: string, handler: BlockHandler, args: readonly unknown[]) => Promise<unknown>

/** A trigger that was switched on, once per workflow version. */
export interface Activation {
    readonly id: string
    readonly blockId: string
    readonly config: Readonly<Record<string, unknown>>
    readonly metadata: Readonly<Record<string, string>>
    state: "active" | "failed" | "inactive"
    message: string | null
}

/** One run of a workflow: what a trigger started, or a step that was run by hand. */
export interface WorkflowRun {
    readonly id: string
    readonly blockId: string
    readonly at: string
    readonly config: Readonly<Record<string, unknown>>
    readonly metadata: Readonly<Record<string, string>>
    state: "outcome" | "exit" | "error" | "deferred"
    outcome: {readonly id: string; readonly data: unknown} | null
    message: string | null
    retryable: boolean
}

/** Life cycle of workflow blocks as Attio runs it (SDK.md §2.4). */
export class Workflows {
    readonly activations: Activation[] = []
    readonly runs: WorkflowRun[] = []

    constructor(
        private readonly call: BlockCall,
        /** Public address for callbacks: "callbacks" or "finish" and an id. */
        private readonly urlOf: (kind: "callbacks" | "finish", id: string) => string,
        private readonly now: () => number,
    ) {}

    /** Switches a trigger on. A handler that fails leaves it off, and deactivate is not called for it. */
    async activate(blockId: string, config: Record<string, unknown>): Promise<Activation> {
        await this.#checked(blockId, config)
        const id = randomUUID()
        const metadata = {
            ...workflowOf(blockId),
            uniqueActivationId: id,
            triggerCallbackUrl: this.urlOf("callbacks", id),
        }
        const activation: Activation = {id, blockId, config, metadata, state: "active", message: null}
        // Known before the handler runs: what it registers may answer at once.
        this.activations.unshift(activation)
        const answer = await this.#answer(blockId, "activate", [config, metadata])
        if (answer.type !== "complete") {
            activation.state = "failed"
            activation.message = textOf(answer)
        }
        return activation
    }

    /** Switches a trigger off; it stays on when the handler fails. */
    async deactivate(id: string): Promise<Activation> {
        const activation = this.#active(id)
        const {triggerCallbackUrl: _, ...metadata} = activation.metadata
        const answer = await this.#answer(activation.blockId, "deactivate", [activation.config, metadata])
        activation.message = answer.type === "complete" ? null : textOf(answer)
        if (answer.type === "complete") activation.state = "inactive"
        return activation
    }

    /** An event at a trigger's address: starts a run, or nothing. */
    async trigger(id: string, request: Request): Promise<"run" | "no-op"> {
        const {blockId, config, metadata} = this.#active(id)
        const answer = await this.#answer(blockId, "triggerCallback", [request, config, metadata])
        if (answer.type === "no-op") return "no-op"
        if (answer.type !== "outcome")
            throw new HostRefusal(`A trigger cannot answer "${String(answer.type)}".`)
        this.#record({id: randomUUID(), blockId, config, metadata}, answer)
        return "run"
    }

    /** Runs a step; with `again`, once more under the same execution id, as Attio retries. */
    async execute(blockId: string, config: Record<string, unknown>, again?: string): Promise<WorkflowRun> {
        await this.#checked(blockId, config)
        const id = again ?? randomUUID()
        const metadata = {
            ...workflowOf(blockId),
            workflowRunId: id,
            uniqueExecutionId: id,
            runUrl: `https://app.attio.com/preview/runs/${id}`,
            finishCallbackUrl: this.urlOf("finish", id),
        }
        return this.#record(
            {id, blockId, config, metadata},
            await this.#answer(blockId, "execute", [config, metadata]),
        )
    }

    /** A callback for a step that deferred. */
    async finish(id: string, request: Request): Promise<WorkflowRun> {
        const run = this.runs.find((one) => one.id === id)
        if (run?.state !== "deferred") throw new HostRefusal("No step waits for this callback.")
        const answer = await this.#answer(run.blockId, "deferCallback", [request, run.config, run.metadata])
        return answer.type === "no-op" ? run : this.#record(run, answer)
    }

    async #checked(blockId: string, config: Record<string, unknown>): Promise<void> {
        checkConfig((await this.call(blockId, "schema", [])) as SchemaNode, config)
    }

    /** A handler that throws counts as an error that may be tried again. */
    async #answer(blockId: string, handler: BlockHandler, args: unknown[]): Promise<Record<string, unknown>> {
        let answer: unknown
        try {
            answer = await this.call(blockId, handler, args)
        } catch (error) {
            return {type: "error", errorMessage: (error as Error).message, retryable: true}
        }
        return outcomeOf(answer, `The answer of ${blockId} ${handler}`)
    }

    #record(
        run: Pick<WorkflowRun, "id" | "blockId" | "config" | "metadata">,
        answer: Record<string, unknown>,
    ): WorkflowRun {
        const states: Record<string, WorkflowRun["state"]> = {
            ...{outcome: "outcome", exit: "exit", error: "error", defer: "deferred"},
        }
        const state = states[String(answer.type)]
        if (state === undefined) throw new HostRefusal(`A block cannot answer "${String(answer.type)}".`)
        const {id, blockId, config, metadata} = run
        const recorded: WorkflowRun = {
            ...{id, blockId, config, metadata, state},
            at: new Date(this.now()).toISOString(),
            outcome:
                state === "outcome"
                    ? {id: String(answer.id ?? answer.slug), data: answer.data ?? null}
                    : null,
            message: state === "error" ? textOf(answer) : null,
            retryable: state === "error" && answer.retryable === true,
        }
        const known = this.runs.findIndex((one) => one.id === id)
        if (known >= 0) this.runs[known] = recorded
        else this.runs.unshift(recorded)
        return recorded
    }

    #active(id: string): Activation {
        const found = this.activations.find((one) => one.id === id)
        if (found?.state !== "active") throw new HostRefusal("This trigger is not active.")
        return found
    }
}

function workflowOf(blockId: string): Record<string, string> {
    return {
        workflowId: `preview-${blockId}`,
        workflowVersionId: `preview-${blockId}-1`,
        workflowBlockId: blockId,
        workflowTitle: "Preview workflow",
        workflowUrl: `https://app.attio.com/preview/workflows/${blockId}`,
    }
}

function textOf(answer: Record<string, unknown>): string {
    return typeof answer.errorMessage === "string" ? answer.errorMessage : "The block did not finish."
}
