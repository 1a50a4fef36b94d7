import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

interface Props {
  readonly children: ReactNode
}

interface State {
  readonly failure: string | null
}

/** A page that breaks takes nothing else with it: the navigation and what is saved stay. */
export class PageGuard extends Component<Props, State> {
  override state: State = { failure: null }

  static getDerivedStateFromError(error: unknown): State {
    return { failure: error instanceof Error ? error.message : String(error) }
  }

  override render() {
    const { failure } = this.state
    if (failure === null) return this.props.children
    return (
      <EmptyState
        icon={TriangleAlert}
        title="This page broke"
        action={<Button onClick={() => this.setState({ failure: null })}>Try again</Button>}
      >
        Nothing that was saved is lost. The reason given: {failure}
      </EmptyState>
    )
  }
}
