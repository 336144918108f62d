import {Component, type ReactNode, Suspense, useEffect, useRef, useState} from "react"

import {reportProblem} from "../api"
import {removeForeign} from "../own-elements"
import {type Surface, SurfaceContext} from "../sdk/component"
import {Loading} from "../sdk/text"

interface BoundaryProps {
    readonly children: ReactNode
    readonly fallback: (message: string) => ReactNode
}

/** Shows what went wrong in the app instead of taking the page along. */
class Boundary extends Component<BoundaryProps, {message: string | null}> {
    override state = {message: null}

    static getDerivedStateFromError(error: Error): {message: string} {
        return {message: error.message}
    }

    override componentDidCatch(error: Error): void {
        reportProblem(error.message)
    }

    override render(): ReactNode {
        const {message} = this.state
        return message === null ? this.props.children : this.props.fallback(message)
    }
}

/** A place where the app draws: suspends with a loader, refuses DOM tags, and fails alone. */
export function AppSurface(props: {kind: Surface; loading?: ReactNode; children: ReactNode}): ReactNode {
    const {kind, loading = <Loading>Loading...</Loading>, children} = props
    const place = useRef<HTMLDivElement>(null)
    const [foreign, setForeign] = useState<string | null>(null)
    useEffect(() => {
        const root = place.current
        if (root === null) return undefined
        const check = (): void => {
            const [name] = removeForeign(root)
            if (name !== undefined) setForeign(`<${name}> is a DOM tag: Attio draws its own components only.`)
        }
        check()
        const observer = new MutationObserver(check)
        observer.observe(root, {childList: true, subtree: true})
        return () => observer.disconnect()
    }, [foreign])
    if (foreign !== null) return <Refused message={foreign} />
    return (
        <div ref={place} className={`surface ${kind}`}>
            <SurfaceContext.Provider value={kind}>
                <Boundary fallback={(message) => <Refused message={message} />}>
                    <Suspense fallback={loading}>{children}</Suspense>
                </Boundary>
            </SurfaceContext.Provider>
        </div>
    )
}

function Refused({message}: {message: string}): ReactNode {
    return (
        <div className="banner error" role="alert">
            <p>The app stopped here: {message}</p>
        </div>
    )
}
