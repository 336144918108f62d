export interface Where {
    platform: string
    arch: string
    libc: string
}
export const MIN_NODE: [number, number]
export function nodeProblem(version: string): string | null
export function currentPlatform(): Where
export function platformName(where: Where): string
export function platformProblem(where: Where): string | null
export function nativePackages(where: Where): {name: string; parent: string; file: string}[]
