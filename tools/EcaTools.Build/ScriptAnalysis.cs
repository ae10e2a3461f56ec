namespace EcaTools.Build;

/// <summary>Runs PSScriptAnalyzer over the repository's scripts.</summary>
internal static class ScriptAnalysis
{
    // The paths reach the script by its parameters, never as code.
    private const string Script = """
        param([string] $Root)
        $ErrorActionPreference = 'Stop'
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
            'PSScriptAnalyzer is not installed: the scripts were not analyzed.'
            return
        }
        $settings = Join-Path $Root 'PSScriptAnalyzerSettings.psd1'
        $files = @(Join-Path $Root 'build.ps1') +
            @(Get-ChildItem -Recurse -Include *.ps1, *.psm1 -Path @('examples', 'tests/Pester').ForEach({ Join-Path $Root $_ }).Where({ Test-Path $_ })).FullName
        $records = @($files.Where({ $_ }) | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ -Settings $settings })
        $records | ForEach-Object { '{0}:{1}: {2} {3}: {4}' -f $_.ScriptPath, $_.Line, $_.Severity, $_.RuleName, $_.Message }
        '{0} scripts analyzed, {1} findings' -f $files.Count, $records.Count
        exit [int]($records.Count -gt 0)
        """;

    public static async Task RunAsync(Repository repository, CancellationToken cancellation)
    {
        PowerShellHost pwsh = await PowerShellHost.FindAsync(repository, cancellation);
        string script = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".ps1");
        await File.WriteAllTextAsync(script, Script, cancellation);
        try
        {
            await pwsh.RunAsync(["-File", script, "-Root", repository.Root], repository.Root, cancellation);
        }
        finally
        {
            File.Delete(script);
        }
    }
}
