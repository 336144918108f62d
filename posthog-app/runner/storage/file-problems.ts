import {codeOf, StorageError} from "./storage-error"

const FIXES: Record<string, string> = {
    ENOSPC: "there is no space left. Make room, then start again",
    EDQUOT: "there is no space left. Make room, then start again",
    EACCES: "this user may not write there. Allow it, or name another folder",
    EPERM: "this user may not write there. Allow it, or name another folder",
    EROFS: "it can only be read. Mount it for writing, or name another folder",
    ENOTDIR: "a part of the path is a file. Name another folder",
    EEXIST: "a part of the path is a file. Name another folder",
    EMFILE: "too many files are open. Raise the limit of open files",
    ENFILE: "too many files are open. Raise the limit of open files",
}

/** An error of the file system as one sentence that names the place and the fix. */
export function fileProblem(path: string, error: unknown): unknown {
    const code = codeOf(error)
    if (code === "") return error
    const fix = FIXES[code] ?? `the file system failed (${code}). Check the disk, or name another folder`
    return new StorageError(`The storage at ${path} cannot be used: ${fix}.`, code)
}

/** Runs file work; its errors name the place. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
        return await work()
    } catch (error) {
        throw fileProblem(path, error)
    }
}
