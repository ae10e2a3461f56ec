#Requires -Version 7.4

<#
.SYNOPSIS
Writes the help pages and the help file of the module with Microsoft.PowerShell.PlatyPS.
.DESCRIPTION
The structure of a page comes from the cmdlet, the text of its parameters from the XML documentation of the code, and all else that
people write (synopsis, description, examples, inputs, outputs, notes and links) from the page that is there.
.PARAMETER Module
The manifest of the staged module.
.PARAMETER TextPath
A JSON object with the text of each documented type and property, by its documentation id.
.PARAMETER Pages
The folder of the help pages.
.PARAMETER HelpFile
The help file to write.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $TextPath,
    [Parameter(Mandatory)] [string] $Pages,
    [Parameter(Mandatory)] [string] $HelpFile
)

$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
try {
    Import-Module Microsoft.PowerShell.PlatyPS
}
catch [System.IO.FileNotFoundException] {
    throw 'The docs task needs Microsoft.PowerShell.PlatyPS. Run: Install-PSResource Microsoft.PowerShell.PlatyPS'
}
Import-Module $Module
$texts = Get-Content $TextPath -Raw | ConvertFrom-Json -AsHashtable
$encoding = [System.Text.UTF8Encoding]::new($false)
$problems = [System.Collections.Generic.List[string]]::new()

# PowerShell itself adds these.
$common = @{ WhatIf = 'Shows what would be changed, and changes nothing.'; Confirm = 'Asks before each change.' }

# The text of a parameter: the summary of the property, wherever in the class hierarchy it is declared, and the values of an enum.
function Get-ParameterText {
    param($Command, [string] $Name)
    if ($common.Contains($Name)) { return $common[$Name] }
    $declaring = $Command.ImplementingType.GetProperty($Name).DeclaringType
    $text = $texts["P:$($declaring.FullName).$Name"]
    if (-not $text) { $problems.Add("$($declaring.FullName).$Name has no summary, so -$Name of $Command has no help.") }
    $type = $Command.Parameters[$Name].ParameterType
    if ($type.IsArray) { $type = $type.GetElementType() }
    $type = [Nullable]::GetUnderlyingType($type) ?? $type
    if ($type.IsEnum) { "$text`n`nOne of: $([enum]::GetNames($type) -join ', ')." } else { $text }
}

# The inputs or outputs, each with the text that people wrote about it.
function Set-TypeText {
    param($List, [string[]] $Name, $Old, [string] $Kind, [string] $Page)
    $List.Clear()
    foreach ($type in $Name ? $Name : 'None') {
        $written = @($Old).Where({ $_.Typename -eq $type }, 'First')
        $text = $written ? $written[0].Description : ($texts["T:$($type -replace '\[\]$')"] ?? '')
        if (-not $text -and $type -ne 'None') { $problems.Add("$Page does not describe its $Kind $type.") }
        $List.Add([Microsoft.PowerShell.PlatyPS.Model.InputOutput]::new($type, $text))
    }
    foreach ($type in @($Old).Where({ $_.Description -and $_.Typename -notin $List.Typename })) {
        $problems.Add("$Page describes the $Kind $($type.Typename), which the cmdlet does not have. Move or remove the text.")
    }
}

function Get-Page {
    param($Command)
    $help = New-CommandHelp $Command
    $path = Join-Path $Pages "$Command.md"
    $old = (Test-Path $path) ? (Import-MarkdownCommandHelp $path) : $null
    $help.Synopsis = $old ? $old.Synopsis : $texts["T:$($Command.ImplementingType.FullName)"]
    $help.Description = $old ? $old.Description : ''
    $help.Notes = $old ? $old.Notes : ''
    $help.AliasHeaderFound = $true
    $help.HasCmdletBinding = $true
    foreach ($syntax in $help.Syntax) { $syntax.HasCmdletBinding = $true }
    $help.Examples.Clear()
    $help.RelatedLinks.Clear()
    if ($old) {
        $help.Examples.AddRange($old.Examples)
        $help.RelatedLinks.AddRange($old.RelatedLinks)
        $help.Metadata['ms.date'] = $old.Metadata['ms.date']
    }
    if (-not $help.Description) { $problems.Add("$Command.md lacks a description.") }
    if ($help.Examples.Count -lt 2) { $problems.Add("$Command.md lacks two examples.") }
    $piped = $Command.ParameterSets.Parameters | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName } |
        ForEach-Object { $_.ParameterType.ToString() } | Select-Object -Unique
    $written = $Command.OutputType.Name | Where-Object { $_ -ne 'System.Void' }
    Set-TypeText $help.Inputs $piped ($old ? $old.Inputs : @()) input "$Command.md"
    Set-TypeText $help.Outputs $written ($old ? $old.Outputs : @()) output "$Command.md"
    foreach ($parameter in $help.Parameters) { $parameter.Description = Get-ParameterText $Command $parameter.Name }
    $help
}

# Markdown as a console shows it: without its marks.
function ConvertTo-PlainText {
    param([string] $Markdown)
    $Markdown -replace '(?m)^```.*\r?\n?' -replace '\[([^\]]+)\]\(([^)]*)\)', '$1 ($2)' -replace '\*\*([^*]+)\*\*', '$1' -replace '`'
}

# PlatyPS leaves the code of an example among its words, Markdown in all words, and links to files of the repository.
function Write-HelpFile {
    param([string] $Maml, [string] $Path)
    $xml = [xml]::new()
    $xml.Load($Maml)
    $names = [System.Xml.XmlNamespaceManager]::new($xml.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
    foreach ($example in $xml.SelectNodes('//command:example', $names)) {
        $introduction = $example.SelectSingleNode('maml:introduction', $names)
        $words = @($introduction.ChildNodes).InnerText.Where({ $_ -ne [char] 0x80 }) -join "`n`n"
        $code = [regex]::Match($words, '(?s)```\w*\r?\n(.*?)\r?\n```')
        $example.SelectSingleNode('dev:code', $names).InnerText = $code.Groups[1].Value
        $remarks = $example.SelectSingleNode('dev:remarks', $names)
        $text = $code.Success ? $words.Remove($code.Index, $code.Length).Trim() : $words
        # The empty paragraph is the blank line between two examples.
        foreach ($paragraph in $text, '') {
            $remarks.AppendChild($xml.CreateElement('maml', 'para', $names.LookupNamespace('maml'))).InnerText = $paragraph
        }
        $null = $example.RemoveChild($introduction)
    }
    foreach ($paragraph in $xml.SelectNodes('//maml:para', $names)) { $paragraph.InnerText = ConvertTo-PlainText $paragraph.InnerText }
    foreach ($link in $xml.SelectNodes('//maml:navigationLink', $names)) {
        $uri = $link.SelectSingleNode('maml:uri', $names)
        if ($link.SelectSingleNode('maml:linkText', $names).InnerText -ceq 'Online version') { $null = $link.ParentNode.RemoveChild($link) }
        elseif ($uri.InnerText -notmatch '^https://') { $uri.InnerText = '' }
    }
    $settings = [System.Xml.XmlWriterSettings] @{ Indent = $true; NewLineChars = "`n"; Encoding = $encoding }
    $writer = [System.Xml.XmlWriter]::Create($Path, $settings)
    try { $xml.Save($writer) } finally { $writer.Dispose() }
}

$temporary = Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())
try {
    $cmdlets = Get-Command -Module (Get-Module EcaTools) | Sort-Object Name
    $help = @($cmdlets | ForEach-Object { Get-Page $_ })
    foreach ($page in Get-ChildItem $Pages -Filter *-*.md | Where-Object BaseName -NotIn $cmdlets.Name) {
        $problems.Add("$($page.Name) belongs to no cmdlet. Remove or rename it.")
    }
    if ($problems) {
        [Console]::Error.WriteLine("The help is not complete:`n$($problems -join "`n")")
        exit 1
    }

    $written = $help | Export-MarkdownCommandHelp -OutputFolder $temporary -Encoding $encoding -Force
    $maml = $help | Export-MamlCommandHelp -OutputFolder $temporary -Encoding $encoding -Force
    Copy-Item $written.FullName $Pages
    Write-HelpFile $maml.FullName $HelpFile
}
finally {
    Remove-Item $temporary -Recurse -ErrorAction Ignore
}
