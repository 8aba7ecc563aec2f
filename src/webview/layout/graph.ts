/** What the layout sees of the picture: boxes and lines. */
export interface Box {
  readonly id: string
  readonly width: number
  readonly height: number
  /** How far inside its left side lines end: the depth of its notch. */
  readonly inset?: number
  /** Code stands in even columns, destinations in odd ones. */
  readonly kind: 'code' | 'destination'
}

export interface Line {
  readonly id: string
  readonly from: string
  readonly to: string
  /** Where it leaves, measured from the box's top; the middle if undefined. */
  readonly port?: number
}

/** A line as the layers see it: `span` columns from left to right at least. */
export interface Arc extends Line {
  readonly span: 1 | 2
}
