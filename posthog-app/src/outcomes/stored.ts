import type {RunStore} from "../store"
import type {KnownDeal} from "./known"
import type {DealCompany, OutcomeSetup, ReadyDeal, TodoDeal} from "./progress"

/** What is kept of the page that a sync is working on. */
const PARTS = ["setup", "edge", "todo", "gone", "companies", "ready"] as const

/** What a sync keeps in the run's storage between its units: one page of deals at a time. */
export class StoredOutcomes {
    constructor(private readonly store: RunStore) {}

    async putSetup(setup: OutcomeSetup): Promise<void> {
        await this.put("setup", [setup])
    }

    /** @throws Error when it is lost */
    async setup(): Promise<OutcomeSetup> {
        const [setup] = await this.get<OutcomeSetup>("setup")
        if (setup === undefined) throw new Error("Storage lost what stages mean.")
        return setup
    }

    /**
     * Ids of the deals of the instant at which a page begins. Two of them are kept: a page that is read again after a cut
     * must find its own, not the next one's.
     *
     * @param page its number, from 0
     */
    async putEdge(page: number, ids: readonly string[]): Promise<void> {
        await this.store.putPart("outcomes", "edge", page % 2, ids)
    }

    edge(page: number): Promise<readonly string[]> {
        return this.store.part<string>("outcomes", "edge", page % 2)
    }

    putTodo(deals: readonly TodoDeal[]): Promise<void> {
        return this.put("todo", deals)
    }

    todo(): Promise<readonly TodoDeal[]> {
        return this.get("todo")
    }

    /** Deals that were sent before and are missing from the page. */
    putGone(deals: readonly KnownDeal[]): Promise<void> {
        return this.put("gone", deals)
    }

    gone(): Promise<readonly KnownDeal[]> {
        return this.get("gone")
    }

    putCompanies(companies: readonly DealCompany[]): Promise<void> {
        return this.put("companies", companies)
    }

    companies(): Promise<readonly DealCompany[]> {
        return this.get("companies")
    }

    /** Deals whose events wait to be sent. */
    putReady(deals: readonly ReadyDeal[]): Promise<void> {
        return this.put("ready", deals)
    }

    ready(): Promise<readonly ReadyDeal[]> {
        return this.get("ready")
    }

    async drop(): Promise<void> {
        for (const name of PARTS) await this.store.dropParts("outcomes", name, 2)
    }

    private async put(name: (typeof PARTS)[number], rows: readonly unknown[]): Promise<void> {
        await this.store.putPart("outcomes", name, 0, rows)
    }

    private get<T>(name: (typeof PARTS)[number]): Promise<readonly T[]> {
        return this.store.part<T>("outcomes", name, 0)
    }
}
