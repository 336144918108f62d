import {Component, type ReactNode} from "react"

/** Draws something else where its content throws: a widget must never take the record page with it. */
export class Guard extends Component<
    {readonly fallback: ReactNode; readonly children: ReactNode},
    {failed: boolean}
> {
    override state = {failed: false}

    static getDerivedStateFromError(): {failed: boolean} {
        return {failed: true}
    }

    override render(): ReactNode {
        return this.state.failed ? this.props.fallback : this.props.children
    }
}
