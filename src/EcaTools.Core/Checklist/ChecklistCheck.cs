namespace EcaTools.Core.Checklist;

/// <summary>What an item asks of the steps in the ledger.</summary>
internal enum ChecklistCheck
{
    /// <summary>Nothing: the item rests on evidence of its kinds.</summary>
    None,

    /// <summary>Every caller uses the External Client App completely.</summary>
    FullCutover,

    /// <summary>The first caller was watched for a week, and a gate agreed after it.</summary>
    Canary,

    /// <summary>Every caller is in the last stage.</summary>
    Frozen,
}
