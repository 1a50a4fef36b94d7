import type { ComponentType, ReactNode } from 'react'
import { Component, lazy, Suspense } from 'react'
import { Compass, TriangleAlert } from 'lucide-react'
import { useDesign } from '../store/design.ts'
import { navigate, useRoute } from '../store/route.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

/** What an area shows, by the first part of the address. */
const pages: Readonly<Record<string, ComponentType>> = {
  callflows: lazy(() => import('./callflows/callflows-page.tsx').then((module) => ({ default: module.CallflowsPage }))),
}

export function Pages() {
  const area = useRoute((route) => route.area)
  const isLoaded = useDesign((state) => state.isLoaded)
  const designId = useDesign((state) => state.info?.designId)
  const Page = pages[area]
  if (!isLoaded) return null
  if (!Page) {
    return (
      <EmptyState
        icon={Compass}
        title="There is nothing here"
        action={<Button onClick={() => navigate('callflows')}>Go to callflows</Button>}
      >
        The address names no area of Callwright.
      </EmptyState>
    )
  }
  return (
    <PageGuard key={`${designId}/${area}`}>
      <Suspense fallback={null}>
        <Page />
      </Suspense>
    </PageGuard>
  )
}

/** A page that breaks takes nothing else with it: the navigation and what is saved stay. */
class PageGuard extends Component<{ readonly children: ReactNode }, { readonly failure: string | null }> {
  override state: { readonly failure: string | null } = { failure: null }

  static getDerivedStateFromError(error: unknown) {
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
