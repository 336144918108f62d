import {refuse} from "../api"
import {drop, push, type Toast, toasts} from "../overlays"

const VARIANTS = ["neutral", "success", "warning", "error"]
const DEFAULT_MS = 4000

type Options = Omit<Toast, "id">

const timers = new Map<string, ReturnType<typeof setTimeout>>()

function hide(id: string): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
    drop(toasts, id)
}

function check({variant, title, progress}: Partial<Options>): void {
    if (variant !== undefined && !VARIANTS.includes(variant)) refuse(`There is no toast "${variant}".`)
    if (title !== undefined && typeof title !== "string") refuse("A toast needs a title.")
    if (progress !== undefined && !(progress >= 0 && progress <= 100))
        refuse("A toast's progress goes from 0 to 100.")
}

/** Hides a toast when its time is over; one that shows progress stays. */
function expire(toast: Toast): void {
    clearTimeout(timers.get(toast.id))
    if (toast.progress !== undefined && toast.progress < 100) return
    timers.set(
        toast.id,
        setTimeout(() => hide(toast.id), toast.durationMs ?? DEFAULT_MS),
    )
}

/** `showToast` of `attio/client`. */
export async function showToast(options: Options): Promise<object> {
    if (typeof options.title !== "string") refuse("A toast needs a title.")
    check(options)
    const id = crypto.randomUUID()
    let latest: Toast = {...options, id}
    push(toasts, latest)
    expire(latest)
    const change = (more: Partial<Options>): void => {
        check(more)
        latest = {...latest, ...more, id}
        expire(latest)
    }
    return {
        hideToast: async () => hide(id),
        async updateToast(more: Partial<Options>) {
            change(more)
            toasts.update((all) => all.map((toast) => (toast.id === id ? latest : toast)))
        },
        async upsertToast(more: Partial<Options>) {
            change(more)
            toasts.update((all) => [...all.filter((toast) => toast.id !== id), latest])
        },
    }
}

export {hide as hideToast}
