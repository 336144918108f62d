/** What an element may be given: attributes, and handlers of events. */
type Props = Readonly<Record<string, string | number | boolean | null | ((event: Event) => void)>>

/** What goes into an element: other elements, text, or nothing. */
export type Child = Node | string | null

/** Makes an element. Text is only ever text: nothing that comes from data becomes markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    props: Props = {},
    ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
    return filled(document.createElement(tag), props, children)
}

/** Makes an element of a drawing. */
export function svg<K extends keyof SVGElementTagNameMap>(
    tag: K,
    props: Props = {},
    ...children: readonly Child[]
): SVGElementTagNameMap[K] {
    return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children)
}

function filled<E extends Element>(element: E, props: Props, children: readonly Child[]): E {
    for (const [name, value] of Object.entries(props)) {
        if (typeof value === "function") element.addEventListener(name, value)
        else if (value === true) element.setAttribute(name, "")
        else if (value !== null && value !== false) element.setAttribute(name, String(value))
    }
    element.append(...children.filter((child) => child !== null))
    return element
}

/** Puts children in place of what is there. */
export function fill(element: Element, ...children: readonly Child[]): void {
    element.replaceChildren(...children.filter((child) => child !== null))
}
