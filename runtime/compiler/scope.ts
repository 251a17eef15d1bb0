/** Names → what they are bound to, and whether that can change: what a handler may take from around it as a constant. */

import {
  children,
  type Expression,
  type FunctionNode,
  isFunction,
  type Module,
  type Node,
  type Pattern,
} from './ast.ts'

/** One declared name. */
export interface Binding {
  readonly name: string
  readonly kind: 'import' | 'const' | 'let' | 'function' | 'class' | 'parameter' | 'catch'
  /** The initializer of a plain `const x = …`, the function of `function f() {}`. */
  readonly init?: Expression | FunctionNode
  /** For imports: the module and the exported name (`*` for the namespace). */
  readonly from?: { readonly module: string; readonly name: string }
  /** The function that declares it; undefined at the top of the module. */
  readonly owner: FunctionNode | undefined
  readonly declaration: Node
  /** Identifiers that read it, with the nodes around each. */
  readonly reads: { readonly node: Node; readonly parent: Node; readonly grandparent: Node }[]
  /** How often it is assigned after its declaration. */
  writes: number
}

/** The bindings of a module and what each identifier refers to. */
export interface Scopes {
  readonly file: string
  /** The binding an identifier node refers to; undefined for a global. */
  resolve(identifier: Node): Binding | undefined
  readonly bindings: readonly Binding[]
  /** The binding that an identifier in a declaration makes. */
  declared(identifier: Node): Binding | undefined
  /** Whether the binding is what its name means at this node. */
  visible(node: Node, binding: Binding): boolean
  /** Whether an identifier reads a name that the module does not declare. */
  isGlobal(identifier: Node): boolean
}

interface Scope {
  readonly names: Map<string, Binding>
  readonly parent: Scope | undefined
  readonly owner: FunctionNode | undefined
  /** That of a namespace, whose names can be changed from elsewhere. */
  readonly isNamespace?: true
}

const lookup = (scope: Scope | undefined, name: string): Binding | undefined => {
  for (let at = scope; at; at = at.parent) {
    const found = at.names.get(name)
    if (found) return found
  }
  return undefined
}

/** The identifiers that a pattern declares. */
export function* patternNames(pattern: Pattern | Node): Generator<Node & { name: string }> {
  switch (pattern.type) {
    case 'Identifier':
      yield pattern as Node & { name: string }
      break
    case 'ObjectPattern':
      for (const property of pattern.properties)
        yield* patternNames(property.type === 'RestElement' ? property.argument : property.value)
      break
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) yield* patternNames(element)
      break
    case 'AssignmentPattern':
      yield* patternNames(pattern.left)
      break
    case 'RestElement':
      yield* patternNames(pattern.argument)
      break
    case 'TSParameterProperty':
      yield* patternNames(pattern.parameter)
      break
  }
}

/** What TypeScript adds that is there when the script runs. */
const running: ReadonlySet<string> = new Set([
  'TSAsExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'TSNonNullExpression', 'TSInstantiationExpression',
  'TSParameterProperty', 'TSEnumDeclaration', 'TSEnumBody', 'TSEnumMember', 'TSModuleDeclaration', 'TSModuleBlock',
  'TSExportAssignment', 'TSImportEqualsDeclaration', 'TSQualifiedName',
]) // biome-ignore format: one list

/** Types, and names that are only declared to be there: at run time they mean what they would mean without. */
const isTypeOnly = (node: Node): boolean =>
  node.type.startsWith('TS')
    ? !running.has(node.type) || ('declare' in node && node.declare)
    : 'declare' in node && node.declare === true

/**
 * Whether nothing can change what is inside the binding's array, Set or object: it was made for this name, and under this
 * name it is only looked up in.
 */
export const isReadOnly = (binding: Binding): boolean =>
  binding.writes === 0 &&
  binding.init !== undefined &&
  isFresh(binding.init) &&
  binding.reads.every(({ node, parent, grandparent }) => {
    if (parent.type === 'BinaryExpression') return parent.operator === 'in' && parent.right === node
    if (parent.type !== 'MemberExpression' || parent.object !== node) return false
    if (grandparent.type === 'CallExpression' && grandparent.callee === parent)
      return !parent.computed && parent.property.type === 'Identifier' && lookups.has(parent.property.name)
    return !isTarget(parent, grandparent)
  })

const lookups: ReadonlySet<string> = new Set(['has', 'includes', 'indexOf', 'get', 'test', 'at'])

/** Methods of arrays and strings that give a new array. */
const makers: ReadonlySet<string> = new Set([
  'map', 'filter', 'slice', 'split', 'concat', 'flatMap', 'flat', 'toSorted', 'toReversed', 'matchAll',
]) // biome-ignore format: one list

const plainClasses: ReadonlySet<string> = new Set(['Array', 'Map', 'RegExp', 'Set'])

/** Whether an expression makes an object that nothing else knows. */
const isFresh = (node: Node): boolean => {
  switch (node.type) {
    case 'Literal':
    case 'ArrayExpression':
      return true
    case 'NewExpression':
      return node.callee.type === 'Identifier' && plainClasses.has(node.callee.name)
    case 'ObjectExpression':
      // A method may change the object that it is called on, and a getter too.
      return node.properties.every(p => p.type === 'SpreadElement' || p.value.type !== 'FunctionExpression')
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      return isFresh(node.expression)
    case 'CallExpression': {
      const { callee } = node
      if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier')
        return false
      const frozen = callee.object.type === 'Identifier' && callee.object.name === 'Object'
      if (!frozen) return makers.has(callee.property.name)
      const [argument] = node.arguments
      return callee.property.name === 'freeze' && argument !== undefined && isFresh(argument)
    }
    default:
      return false
  }
}

/** Whether a property is assigned to, or may be: in a pattern, or behind a type's annotation. */
const isTarget = (member: Node, around: Node): boolean => {
  switch (around.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return around.left === member
    case 'UnaryExpression':
      return around.operator === 'delete'
    case 'Property':
      return around.value === member
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
    case 'TaggedTemplateExpression':
      return true
    default:
      return around.type.startsWith('TS')
  }
}

/** Resolves every identifier of a module. */
export const resolveScopes = (module: Module): Scopes => {
  const bindings: Binding[] = []
  const resolved = new Map<Node, Binding>()
  const scopeOf = new Map<Node, Scope>()
  const globals = new Set<Node>()
  const declared = new Map<Node, Binding>()

  const declare = (
    scope: Scope,
    name: string,
    kind: Binding['kind'],
    declaration: Node,
    more: Pick<Binding, 'init' | 'from'> & { id?: Node } = {},
  ): void => {
    const before = scope.names.get(name)
    if (before) {
      before.writes++ // declared twice (var, function): no single value
      return
    }
    const { id, ...rest } = more
    const binding: Binding = { name, kind, declaration, owner: scope.owner, reads: [], writes: 0, ...rest }
    if (scope.isNamespace) binding.writes++
    scope.names.set(name, binding)
    if (id) declared.set(id, binding)
    bindings.push(binding)
  }

  const functionScope = (scope: Scope): Scope => {
    let at = scope
    while (at.parent && at.parent.owner === at.owner && !at.isNamespace) at = at.parent
    return at
  }

  // First all declarations, since functions and `var` can be used before they are written.
  const declareAll = (node: Node, scope: Scope): void => {
    if (isTypeOnly(node)) return
    let inner = scope
    switch (node.type) {
      case 'ImportDeclaration':
        if (node.importKind === 'type') return
        for (const specifier of node.specifiers) {
          if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') continue
          const name = (() => {
            if (specifier.type === 'ImportDefaultSpecifier') return 'default'
            if (specifier.type === 'ImportNamespaceSpecifier') return '*'
            return specifier.imported.type === 'Literal' ? specifier.imported.value : specifier.imported.name
          })()
          declare(scope, specifier.local.name, 'import', specifier, {
            from: { module: node.source.value, name },
          })
        }
        return
      case 'VariableDeclaration':
        for (const declarator of node.declarations) {
          const target = node.kind === 'var' ? functionScope(scope) : scope
          const kind = node.kind === 'const' ? 'const' : 'let'
          const plain = declarator.id.type === 'Identifier' && declarator.init
          for (const id of patternNames(declarator.id)) {
            declare(target, id.name, kind, declarator, {
              id,
              ...(plain && { init: declarator.init as Expression }),
            })
            // A `var` in a block is undefined outside of it until the block has run.
            if (target !== scope) target.names.get(id.name)!.writes++
          }
        }
        break
      case 'FunctionDeclaration':
        if (node.id) declare(scope, node.id.name, 'function', node, { init: node })
        break
      case 'ClassDeclaration':
        if (node.id) declare(scope, node.id.name, 'class', node)
        break
      case 'CatchClause':
        inner = { names: new Map(), parent: scope, owner: scope.owner }
        if (node.param) for (const id of patternNames(node.param)) declare(inner, id.name, 'catch', node)
        break
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
      case 'StaticBlock':
        inner = { names: new Map(), parent: scope, owner: scope.owner }
        break
      case 'TSModuleBlock':
        inner = { names: new Map(), parent: scope, owner: scope.owner, isNamespace: true }
        break
    }
    if (isFunction(node)) {
      inner = { names: new Map(), parent: scope, owner: node }
      if (node.type === 'FunctionExpression' && node.id)
        declare(inner, node.id.name, 'function', node, { init: node })
      for (const parameter of node.params)
        for (const id of patternNames(parameter)) declare(inner, id.name, 'parameter', node, { id })
    }
    scopeOf.set(node, inner)
    for (const child of children(node)) declareAll(child, inner)
  }

  const reference = (node: Node & { name: string }, parent: Node, grandparent: Node, scope: Scope): void => {
    const binding = lookup(scope, node.name)
    if (!binding) {
      globals.add(node)
      return
    }
    resolved.set(node, binding)
    binding.reads.push({ node, parent, grandparent })
  }

  const markWritten = (target: Node, scope: Scope): void => {
    for (const id of patternNames(target)) {
      const binding = lookup(scope, id.name)
      if (binding) binding.writes++
    }
  }

  const isName = (node: Node, parent: Node): boolean => {
    switch (parent.type) {
      case 'MemberExpression':
        return parent.property === node && !parent.computed
      case 'Property':
        return parent.key === node && !parent.computed && parent.value !== node
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'AccessorProperty':
        return parent.key === node && !parent.computed
      case 'VariableDeclarator':
        return parent.id === node
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return parent.type !== 'ArrowFunctionExpression' || parent.body !== node
      case 'LabeledStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ImportSpecifier':
      case 'ImportDefaultSpecifier':
      case 'ImportNamespaceSpecifier':
        return true
      case 'TSEnumDeclaration':
      case 'TSEnumMember':
      case 'TSModuleDeclaration':
      case 'TSImportEqualsDeclaration':
        return parent.id === node
      case 'TSQualifiedName':
        return parent.right === node
      case 'ExportSpecifier':
        return parent.exported === node
      default:
        return false
    }
  }

  const refer = (node: Node, parent: Node, grandparent: Node, outer: Scope): void => {
    if (isTypeOnly(node)) return
    const scope = scopeOf.get(node) ?? outer
    if (node.type === 'AssignmentExpression') markWritten(node.left, scope)
    if (node.type === 'UpdateExpression') markWritten(node.argument, scope)
    // What is exported is known elsewhere.
    if (node.type === 'ExportNamedDeclaration' && node.declaration?.type === 'VariableDeclaration')
      for (const declarator of node.declaration.declarations)
        for (const id of patternNames(declarator.id))
          lookup(scope, id.name)?.reads.push({ node: id, parent: node, grandparent: parent })
    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement')
      if (node.left.type !== 'VariableDeclaration') markWritten(node.left, scope)
    // In `const { a } = …`, the name's place is its declaration and no use.
    if (node.type === 'Identifier' && !isName(node, parent) && !declared.has(node))
      reference(node as Node & { name: string }, parent, grandparent, scope)
    for (const child of children(node)) refer(child, node, parent, scope)
  }

  const top: Scope = { names: new Map(), parent: undefined, owner: undefined }
  declareAll(module.program, top)
  refer(module.program, module.program, module.program, top)
  return {
    file: module.file,
    resolve: identifier => resolved.get(identifier),
    bindings,
    declared: identifier => declared.get(identifier),
    visible: (node, binding) => lookup(scopeOf.get(node), binding.name) === binding,
    isGlobal: identifier => globals.has(identifier),
  }
}
