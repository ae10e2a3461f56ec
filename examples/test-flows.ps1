<#
.SYNOPSIS
    Tests the client credentials flow of External Client Apps in a pipeline job, and that their retired flows are off; leaves JUnit results.
.DESCRIPTION
    Each app and flow is a test case. A flow that could not be tested is a skipped case, never a passed one. pwsh ends with exit code 1
    where a case failed, after the results are written.

    The credentials are a CSV file with the columns ConsumerKey and ConsumerSecret, from a secure file or a vault task. The org's apps are
    read with a login by certificate (-PrivateKeyPath) or with an access token. test-flows.azure-pipelines.yml is a pipeline that runs
    this script and publishes the results.
.EXAMPLE
    ./test-flows.ps1 -InstanceUrl https://acme.my.salesforce.com -AccessToken $token -ConsumerPath ./secrets.csv -ResultPath ./flows.xml
    Tests every app that has a line in secrets.csv.
.EXAMPLE
    ./test-flows.ps1 -InstanceUrl https://acme.my.salesforce.com -ClientId $key -Username ci@acme.com -PrivateKeyPath ./server.key -ConsumerPath ./secrets.csv -ResultPath ./flows.xml
    Logs in by certificate, as a job does that nobody attends.
#>
[CmdletBinding(DefaultParameterSetName = 'AccessToken')]
param(
    # The org's My Domain, as a URL or host name.
    [Parameter(Mandatory)]
    [string] $InstanceUrl,

    # An access token of the org, to read its apps.
    [Parameter(Mandatory, ParameterSetName = 'AccessToken')]
    [securestring] $AccessToken,

    # The consumer key of the app to log in through.
    [Parameter(Mandatory, ParameterSetName = 'JwtBearer')]
    [string] $ClientId,

    # The user to log in as, who may read apps.
    [Parameter(Mandatory, ParameterSetName = 'JwtBearer')]
    [string] $Username,

    # The file of the private key that belongs to that app's certificate.
    [Parameter(Mandatory, ParameterSetName = 'JwtBearer')]
    [string] $PrivateKeyPath,

    # The CSV file with ConsumerKey and ConsumerSecret.
    [Parameter(Mandatory)]
    [string] $ConsumerPath,

    # The file for the JUnit results.
    [Parameter(Mandatory)]
    [string] $ResultPath,

    # How many minutes to wait for an org that has not applied a deployment yet; 0 for not at all.
    [ValidateRange(0, 120)]
    [int] $TimeoutMinutes = 15
)

$ErrorActionPreference = 'Stop'

# Azure Pipelines looks for its commands anywhere in a line, and names and messages come from files and orgs.
function Protect-Log([string] $Text) { $env:TF_BUILD -eq 'True' ? $Text.Replace('##vso[', '##_vso[').Replace('##[', '##_[') : $Text }

$credentials = Import-Csv $ConsumerPath | ForEach-Object {
    [pscredential]::new($_.ConsumerKey, [Net.NetworkCredential]::new('', $_.ConsumerSecret).SecurePassword)
}
$wait = if ($TimeoutMinutes) { @{ Wait = $true; TimeoutMinutes = $TimeoutMinutes } } else { @{} }
$login = if ($AccessToken) { @{ InstanceUrl = $InstanceUrl; AccessToken = $AccessToken } }
else { @{ InstanceUrl = $InstanceUrl; ClientId = $ClientId; Username = $Username; PrivateKeyPath = $PrivateKeyPath } }
$org = Connect-EcaOrg @login
try {
    $results = @(Get-ExternalClientApp -Org $org | Where-Object ConsumerKey -In $credentials.UserName |
            Test-EcaOAuthFlow -Flow ClientCredentials, UsernamePassword, UserAgent -Credential $credentials -IncludeNegative -Org $org @wait |
            ForEach-Object { Write-Information (Protect-Log "$($_.Outcome) $($_.Name) $($_.Flow) $($_.Cause)") -InformationAction Continue; $_ })
}
finally {
    Disconnect-EcaOrg -Org $org
}

# What XML can't hold, as a server or a proxy may send it, becomes a question mark.
function ConvertTo-XmlText {
    param([string] $Text)
    $Text -replace '[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]', '?'
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
        $xml.WriteAttributeString('classname', (ConvertTo-XmlText $result.Name))
        $xml.WriteAttributeString('name', $result.Flow)
        $xml.WriteAttributeString('time', $result.Duration.TotalSeconds.ToString('0.000', [cultureinfo]::InvariantCulture))
        if ($result.Outcome -ne 'Passed') {
            $xml.WriteStartElement($(if ($result.Outcome -eq 'Failed') { 'failure' } else { 'skipped' }))
            $xml.WriteAttributeString('message', (ConvertTo-XmlText "$($result.Step): $($result.Cause) $($result.NextStep)"))
            $lines = $result.Steps | ForEach-Object { "$($_.Outcome) $($_.Name) $($_.HttpStatus) $($_.Detail)" }
            $xml.WriteString((ConvertTo-XmlText ($lines -join "`n")))
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
if ($failed) { throw (Protect-Log "$($failed.Count) of $($results.Count) flows failed: $(($failed | ForEach-Object { "$($_.Name) $($_.Flow)" }) -join ', ')") }
