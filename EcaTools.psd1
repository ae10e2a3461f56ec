@{
    RootModule             = 'EcaTools.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = 'daef1e64-38e9-4fd5-8484-e21f0e7cb0d1'
    Author                 = 'EcaTools contributors'
    CompanyName            = 'EcaTools'
    Copyright              = '(c) EcaTools contributors. MIT license.'
    Description            = 'Migrates Salesforce Connected Apps to External Client Apps: reads them from an org or from source, says what blocks each, writes the metadata and deploys it.'
    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')
    NestedModules          = @('EcaTools.Loader.dll')
    FormatsToProcess       = @('EcaTools.Format.ps1xml')
    TypesToProcess         = @('EcaTools.Types.ps1xml')
    CmdletsToExport        = @(
        'Add-EcaEvidence'
        'Backup-ConnectedApp'
        'Block-ConnectedApp'
        'Compare-EcaAccess'
        'Compare-EcaMetadata'
        'Complete-EcaKeyRotation'
        'Connect-EcaOrg'
        'Disconnect-EcaOrg'
        'Export-EcaReport'
        'Find-EcaConsumerKey'
        'Get-ConnectedApp'
        'Get-ConnectedAppUsage'
        'Get-EcaAccess'
        'Get-EcaAccessToken'
        'Get-EcaBlockerRule'
        'Get-EcaChecklist'
        'Get-EcaCredential'
        'Get-EcaEventLog'
        'Get-EcaKeyRotation'
        'Get-EcaLintRule'
        'Get-EcaMigration'
        'Get-EcaMigrationWave'
        'Get-EcaOrg'
        'Get-EcaPracticeOrg'
        'Get-EcaScopeRecommendation'
        'Get-EcaToken'
        'Get-ExternalClientApp'
        'Grant-EcaAccess'
        'Invoke-EcaCertificateRotation'
        'Invoke-EcaKeyRotation'
        'Invoke-EcaRehearsal'
        'Measure-EcaAuth'
        'New-EcaCertificate'
        'New-EcaMetadata'
        'New-EcaMigration'
        'New-EcaPermissionSet'
        'Publish-EcaMetadata'
        'Remove-ExternalClientApp'
        'Restore-ConnectedApp'
        'Revoke-EcaAccess'
        'Revoke-EcaToken'
        'Select-EcaOrg'
        'Start-EcaPracticeOrg'
        'Step-EcaCutover'
        'Stop-EcaPracticeOrg'
        'Test-EcaBlocker'
        'Test-EcaCutoverGate'
        'Test-EcaMcpReadiness'
        'Test-EcaMetadata'
        'Test-EcaOAuthFlow'
        'Test-EcaOrg'
        'Test-EcaRollback'
        'Unblock-ConnectedApp'
        'Undo-EcaCutover'
        'Undo-EcaKeyRotation'
        'Update-EcaConsumerKey'
        'Watch-EcaCutover'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('Salesforce', 'ConnectedApp', 'ExternalClientApp', 'OAuth', 'Migration', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ReleaseNotes = 'The changes are in CHANGELOG.md.'
        }
    }
}
