<#
.SYNOPSIS
    Tests the client credentials flow of External Client Apps in a pipeline job, and that their retired flows are off; leaves JUnit results.
.DESCRIPTION
    Each app and flow is a test case. A flow that could not be tested is a skipped case, never a passed one. pwsh ends with exit code 1
    where a case failed, after the results are written.

    The credentials are a CSV file with the columns ConsumerKey and ConsumerSecret, from a secure file or a vault task.

    Azure Pipelines:

        - pwsh: ./test-flows.ps1 -InstanceUrl $(orgUrl) -AccessToken (ConvertTo-SecureString $env:ORG_TOKEN -AsPlainText) -ConsumerPath '$(secrets.secureFilePath)' -ResultPath '$(Build.ArtifactStagingDirectory)/flows.xml'
          env: { ORG_TOKEN: $(orgToken) }
        - task: PublishTestResults@2
          condition: always()
          inputs: { testResultsFormat: JUnit, testResultsFiles: '$(Build.ArtifactStagingDirectory)/flows.xml', testRunTitle: OAuth flows }
.EXAMPLE
    ./test-flows.ps1 -InstanceUrl https://acme.my.salesforce.com -AccessToken $token -ConsumerPath ./secrets.csv -ResultPath ./flows.xml
    Tests every app that has a line in secrets.csv.
#>
[CmdletBinding()]
param(
    # The org's My Domain URL.
    [Parameter(Mandatory)]
    [uri] $InstanceUrl,

    # An access token of the org, to read its apps.
    [Parameter(Mandatory)]
    [securestring] $AccessToken,

    # The CSV file with ConsumerKey and ConsumerSecret.
    [Parameter(Mandatory)]
    [string] $ConsumerPath,

    # The file for the JUnit results.
    [Parameter(Mandatory)]
    [string] $ResultPath,

    # How many minutes to wait for an org that has not taken up a deployment yet; 0 for not at all.
    [ValidateRange(0, 120)]
    [int] $TimeoutMinutes = 15
)

$ErrorActionPreference = 'Stop'

$credentials = Import-Csv $ConsumerPath | ForEach-Object {
    [pscredential]::new($_.ConsumerKey, [Net.NetworkCredential]::new('', $_.ConsumerSecret).SecurePassword)
}
$wait = if ($TimeoutMinutes) { @{ Wait = $true; TimeoutMinutes = $TimeoutMinutes } } else { @{} }
$org = Connect-EcaOrg -InstanceUrl $InstanceUrl -AccessToken $AccessToken
try {
    $results = @(Get-ExternalClientApp -Org $org | Where-Object ConsumerKey -In $credentials.UserName |
            Test-EcaOAuthFlow -Flow ClientCredentials, UsernamePassword, UserAgent -Credential $credentials -IncludeNegative -Org $org @wait |
            ForEach-Object { Write-Information "$($_.Outcome) $($_.Name) $($_.Flow) $($_.Cause)" -InformationAction Continue; $_ })
}
finally {
    Disconnect-EcaOrg -Org $org
}

$settings = [Xml.XmlWriterSettings] @{ Indent = $true; Encoding = [Text.UTF8Encoding]::new($false) }
$xml = [Xml.XmlWriter]::Create($PSCmdlet.GetUnresolvedProviderPathFromPSPath($ResultPath), $settings)
try {
    $xml.WriteStartElement('testsuite')
    $xml.WriteAttributeString('name', 'OAuth flows')
    $xml.WriteAttributeString('tests', $results.Count)
    $xml.WriteAttributeString('failures', @($results | Where-Object Outcome -EQ Failed).Count)
    $xml.WriteAttributeString('skipped', @($results | Where-Object Outcome -EQ Skipped).Count)
    foreach ($result in $results) {
        $xml.WriteStartElement('testcase')
        $xml.WriteAttributeString('classname', $result.Name)
        $xml.WriteAttributeString('name', $result.Flow)
        $xml.WriteAttributeString('time', $result.Duration.TotalSeconds.ToString('0.000', [cultureinfo]::InvariantCulture))
        if ($result.Outcome -ne 'Passed') {
            $xml.WriteStartElement($(if ($result.Outcome -eq 'Failed') { 'failure' } else { 'skipped' }))
            $xml.WriteAttributeString('message', "$($result.Step): $($result.Cause) $($result.Mend)")
            $xml.WriteEndElement()
        }
        $xml.WriteEndElement()
    }
    $xml.WriteEndElement()
}
finally {
    $xml.Dispose()
}

$failed = @($results | Where-Object Outcome -EQ Failed)
if ($failed) { throw "$($failed.Count) of $($results.Count) flows failed: $(($failed | ForEach-Object { "$($_.Name) $($_.Flow)" }) -join ', ')" }
