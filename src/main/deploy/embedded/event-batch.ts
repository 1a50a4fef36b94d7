/** Collects items and hands them on together, at most once every `everyMs`, in order. */
export interface Batch<T> {
  add(item: T): void
  close(): void
}

export function batched<T>(everyMs: number, onBatch: (items: T[]) => void): Batch<T> {
  let items: T[] = []
  let timer: NodeJS.Timeout | undefined
  return {
    add(item) {
      items.push(item)
      timer ??= setTimeout(() => {
        timer = undefined
        const ready = items
        items = []
        onBatch(ready)
      }, everyMs)
    },
    close() {
      clearTimeout(timer)
      items = []
    },
  }
}
