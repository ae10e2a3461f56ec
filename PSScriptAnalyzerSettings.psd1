@{
    Severity     = @('Error', 'Warning', 'Information')
    ExcludeRules = @(
        # Files are UTF-8 without a BOM on every platform.
        'PSUseBOMForUnicodeEncodedFile'
        # It does not see a variable that one Pester block sets for another.
        'PSUseDeclaredVarsMoreThanAssignments'
    )
    Rules        = @{
        PSPlaceOpenBrace           = @{ Enable = $true; OnSameLine = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true }
        PSPlaceCloseBrace          = @{ Enable = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true }
        PSUseConsistentIndentation = @{ Enable = $true; Kind = 'space'; IndentationSize = 4; PipelineIndentation = 'IncreaseIndentationForFirstPipeline' }
        PSUseConsistentWhitespace  = @{ Enable = $true; IgnoreAssignmentOperatorInsideHashTable = $true }
    }
}
