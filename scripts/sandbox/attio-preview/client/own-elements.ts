import {reportProblem} from "./api"

/**
 * Finds DOM tags of the app. Its bundle carries its own JSX runtime, so the check is on what React drew: elements of
 * the preview carry a mark (jsx-runtime.ts), others come from the app and are taken out.
 *
 * @returns names of the tags that were found inside `root`
 */
export function removeForeign(root: ParentNode): string[] {
    const names: string[] = []
    for (const element of root.querySelectorAll(":not([data-host])")) {
        names.push(element.tagName.toLowerCase())
        reportProblem(`<${element.tagName.toLowerCase()}> is a DOM tag: Attio draws its own components only.`)
    }
    return names
}
