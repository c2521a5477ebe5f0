import type { PDFPage } from '@cantoo/pdf-lib'

/** x1, y1, x2, y2 with x1 <= x2 and y1 <= y2, in points. */
export type Rect = [number, number, number, number]

export const pointsPerMm = 72 / 25.4

/** The page as a reader sees it: its visible box and how far it is turned clockwise. Places "as seen" have their origin at the bottom left of the turned page. */
export interface PageView {
  box: { x: number; y: number; width: number; height: number }
  rotation: 0 | 90 | 180 | 270
  width: number
  height: number
}

export function getPageView(page: PDFPage): PageView {
  const box = page.getCropBox()
  const rotation = ((((Math.round(page.getRotation().angle / 90) * 90) % 360) + 360) % 360) as PageView['rotation']
  const turned = rotation === 90 || rotation === 270
  return { box, rotation, width: turned ? box.height : box.width, height: turned ? box.width : box.height }
}

/** From the place as seen to the page's own coordinates. */
export function toPage(seen: Rect, view: PageView): Rect {
  return normalise(mapPoint(seen[0], seen[1]), mapPoint(seen[2], seen[3]))
  function mapPoint(x: number, y: number): [number, number] {
    const { box } = view
    if (view.rotation === 90) return [box.x + box.width - y, box.y + x]
    if (view.rotation === 180) return [box.x + box.width - x, box.y + box.height - y]
    if (view.rotation === 270) return [box.x + y, box.y + box.height - x]
    return [box.x + x, box.y + y]
  }
}

export function toSeen(rect: Rect, view: PageView): Rect {
  return normalise(mapPoint(rect[0], rect[1]), mapPoint(rect[2], rect[3]))
  function mapPoint(x: number, y: number): [number, number] {
    const { box } = view
    if (view.rotation === 90) return [y - box.y, box.x + box.width - x]
    if (view.rotation === 180) return [box.x + box.width - x, box.y + box.height - y]
    if (view.rotation === 270) return [box.y + box.height - y, x - box.x]
    return [x - box.x, y - box.y]
  }
}

export function normalise(a: [number, number], b: [number, number]): Rect {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]
}

export function overlaps(a: Rect, b: Rect): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/** The rectangle moved as little as possible so that it lies on the page as seen. */
export function moveOntoPage(rect: Rect, view: PageView): Rect {
  const x = Math.max(0, Math.min(rect[0], view.width - (rect[2] - rect[0])))
  const y = Math.max(0, Math.min(rect[1], view.height - (rect[3] - rect[1])))
  return [x, y, x + rect[2] - rect[0], y + rect[3] - rect[1]]
}
