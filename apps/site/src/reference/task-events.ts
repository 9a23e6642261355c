import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { repository } from '../folders.ts';
import { markdownTable } from './markdown-table.ts';

const SOURCE = 'packages/core/src/execution/task-events.ts';

/** Returns the table of the events of a runner, from the members of `TaskEvents` and their comments. */
export function describeTaskEvents(): string {
  const text = readFileSync(join(repository, SOURCE), 'utf8');
  const file = ts.createSourceFile(SOURCE, text, ts.ScriptTarget.Latest, true);
  const declaration = file.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'TaskEvents',
  );
  if (declaration === undefined || !ts.isInterfaceDeclaration(declaration)) {
    throw new Error(`${SOURCE} declares no interface TaskEvents.`);
  }
  const rows = declaration.members.filter(ts.isPropertySignature).map((member) => {
    const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
    return [`\`${name}\``, payloadOf(member.type), commentOf(member)];
  });
  return markdownTable(['event', 'payload', 'when'], rows);
}

function payloadOf(type: ts.TypeNode | undefined): string {
  if (type === undefined || !ts.isTypeLiteralNode(type)) return '';
  return type.members
    .filter(ts.isPropertySignature)
    .map(({ name, questionToken }) => `\`${name.getText()}${questionToken === undefined ? '' : '?'}\``)
    .join(', ');
}

function commentOf(node: ts.Node): string {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment;
  return ts.getTextOfJSDocComment(comment) ?? '';
}
