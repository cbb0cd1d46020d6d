import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { encode, type ReportData } from '../../tutorial/report_data.ts';

/** The script that draws the report, built beside this one. */
const script = new URL('./report.js', import.meta.url);

/** How every report begins, whatever it tells. */
export const reportHtmlBeginning = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>scorefield: report of the tutorial</title>
`;

/** The report as one page without any reference to the outside. Its policy forbids that as well, and every script but its own. */
export function reportHtml(data: ReportData): string {
  const code = inScript(readFileSync(script, 'utf8'));
  const hash = createHash('sha256').update(code).digest('base64');
  return `${reportHtmlBeginning}<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
</head>
<body>
<main>
<h1>Learning the score of a mixture, and sampling from it</h1>
<noscript><p>The figures of this report are drawn by a script inside it, and scripts are switched off.</p></noscript>
</main>
<script type="application/json" id="report-data">${encode(data)}</script>
<script>${code}</script>
</body>
</html>
`;
}

/** Code as it may stand in a script element: only its strings can hold these, and in them \\x3c is a < too. */
function inScript(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\x3c');
}
