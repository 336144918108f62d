import type {Where} from "./platform.mjs"

export interface InstallState {
    ready: boolean
    adopt: boolean
    expected: string
    missing: string[]
    reasons: string[]
}
export interface Lock {
    packages: Record<string, object>
}
export const STAMP: string
export function fingerprint(lockfile: Buffer | string, where: Where, nodeMajor: number): string
export function installState(root: string, where: Where, nodeMajor: number): InstallState
export function packageCount(lock: Lock, where: Where): number
