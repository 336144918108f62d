export interface TaskPart {
    name: string
    go(): Promise<number>
}
export const TASKS: string[]
export function taskParts(
    task: string,
    root: string,
    args: string[],
    say: (text: string) => void,
): TaskPart[] | null
export function resultsFile(root: string, name: string): string
export function hasFullTests(folder: string): boolean
