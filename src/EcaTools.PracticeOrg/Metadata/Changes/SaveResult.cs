namespace EcaTools.PracticeOrg.Metadata.Changes;

/// <summary>What a save did.</summary>
internal sealed record SaveResult(StoredRecord Record, bool Created, bool Changed);
