import {Fragment, jsx as reactJsx, jsxs as reactJsxs} from "react/jsx-runtime"

type Jsx = typeof reactJsx

/**
 * The preview's own elements carry a mark. App bundles bring their own JSX runtime, so an element without the mark
 * is a DOM tag of the app, which Attio does not have (see own-elements.ts).
 */
const marked =
    (make: Jsx): Jsx =>
    (type, props, key) =>
        make(type, typeof type === "string" ? {...(props as object), "data-host": ""} : props, key)

export const jsx = marked(reactJsx)
export const jsxs = marked(reactJsxs)
export {Fragment}
