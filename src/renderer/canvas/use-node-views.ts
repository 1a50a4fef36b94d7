import { useMemo, useState } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { useEditor } from './editor-store.ts'
import { useFindingsByNode } from './findings.ts'
import { type NodeViews, viewsOf } from './node-view.ts'

/** What each node shows; views that come out equal stay the same object. */
export function useNodeViews(flow: Callflow): NodeViews {
  const design = useDesignSnapshot()
  const pinned = useEditor((state) => state.pinned)
  const findings = useFindingsByNode(flow.id)
  const [views] = useState(rememberingViews)
  return useMemo(() => views({ flow, design, pinned, findings }), [views, flow, design, pinned, findings])
}

function rememberingViews(): (about: Parameters<typeof viewsOf>[0]) => NodeViews {
  let before: NodeViews = new Map()
  return (about) => {
    before = viewsOf({ ...about, before })
    return before
  }
}
