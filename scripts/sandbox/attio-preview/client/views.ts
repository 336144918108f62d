import {call} from "./api"

interface View {
    readonly id: string
    readonly name: string
    holds: number
}

let page: View | null = null
let open: View[] = []

const make = (name: string): View => {
    const view = {id: crypto.randomUUID(), name, holds: 1}
    void call("POST", "/api/view", {id: view.id, name}).catch(() => {
        // The first counted call opens the view as well, without a name.
    })
    return view
}

/** Starts the view of a page; what was open on the page before is over. */
export function openPageView(name: string): void {
    page = make(name)
    open = []
}

/** The view that calls are charged to now. */
export function currentView(): string | null {
    return (open[open.length - 1] ?? page)?.id ?? null
}

/** Charges what a click starts to a view of its own, until it has ended and all its dialogs are closed. */
export async function inView<T>(name: string, work: () => Promise<T> | T): Promise<T> {
    const view = make(name)
    open.push(view)
    try {
        return await work()
    } finally {
        release(view)
    }
}

/** Keeps the current view open, e.g. while a dialog is shown. @returns ends the hold */
export function holdView(): () => void {
    const view = open[open.length - 1]
    if (view === undefined) return () => {}
    view.holds += 1
    return () => release(view)
}

function release(view: View): void {
    view.holds -= 1
    if (view.holds === 0) open = open.filter((one) => one !== view)
}
