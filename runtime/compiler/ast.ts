/** The syntax tree that the compiler reads: ESTree with TypeScript, as oxc gives it, and ways to walk it. */

import type * as oxc from '@oxc-project/types'

export type Expression = oxc.Expression
export type Statement = oxc.Statement
export type Program = oxc.Program
export type CallExpression = oxc.CallExpression
export type FunctionNode = oxc.ArrowFunctionExpression | oxc.Function
export type Pattern = oxc.BindingPattern | oxc.ParamPattern
/** Any node: `type` tells which, `start` and `end` are UTF-16 offsets in the source text. */
export type Node = oxc.Node

/** A parsed source file. */
export interface Module {
  /** The name that diagnostics show, such as a path or `-e`. */
  readonly file: string
  readonly text: string
  readonly program: Program
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

/** The child nodes of a node, in source order of its properties. */
export const children = (node: Node): Node[] => {
  const found: Node[] = []
  for (const key in node) {
    const value: unknown = (node as unknown as Record<string, unknown>)[key]
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) found.push(item)
    } else if (isNode(value)) found.push(value)
  }
  return found
}

/** Visits a node and all below it; returning false skips what is below. */
export const walk = (
  node: Node,
  visit: (node: Node, parent: Node | undefined) => boolean | undefined,
): void => {
  const step = (at: Node, parent: Node | undefined): void => {
    if (visit(at, parent) === false) return
    for (const child of children(at)) step(child, at)
  }
  step(node, undefined)
}

/** The expression below parentheses and TypeScript's annotations, which mean nothing at run time. */
export const bare = (node: Expression): Expression => {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
      return bare(node.expression)
    default:
      return node
  }
}

/** The name of a property access, `e.name` or `e['name']`; undefined when it is only known at run time. */
export const propertyName = (node: oxc.MemberExpression): string | undefined => {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined
  const key = bare(node.property as Expression)
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined
}

export const isFunction = (node: Node): node is FunctionNode =>
  node.type === 'ArrowFunctionExpression' ||
  node.type === 'FunctionExpression' ||
  node.type === 'FunctionDeclaration'
