/** Names of changes as the undo menu shows them. */
export const steps = (count: number): string => (count === 1 ? 'step' : `${count} steps`)

export const addLabel = (moduleName: string): string => `Add ${moduleName}`
export const moveLabel = (count: number): string => `Move ${steps(count)}`
export const deleteLabel = (count: number, only?: string): string =>
  count === 1 && only ? `Delete ${only}` : `Delete ${steps(count)}`
export const pasteLabel = (count: number): string => `Paste ${steps(count)}`
export const duplicateLabel = (count: number): string => `Duplicate ${steps(count)}`
