namespace EcaTools.Rehearsal;

/// <summary>Writes the steps as lines that a person likes to watch; without color where the output is not a terminal or
/// NO_COLOR is set.</summary>
internal sealed class ConsoleProgress(TextWriter output, bool colour, int width) : IProgress<RehearsalStep>
{
    private string _stage = "";

    public void Report(RehearsalStep value)
    {
        string shown = value.Stage == _stage ? "" : value.Stage;
        _stage = value.Stage;
        output.WriteLine($"{value.Percent, 3} %  {shown, -10} {Mark(value.Outcome)} {value.Text}");
        new InventoryTable(width, colour).Write(output, value.Apps);
    }

    public void Finish(RehearsalResult result)
    {
        output.WriteLine();
        output.WriteLine(
            $"Moved {result.MigratedCount} of {result.AppCount} connected apps; {result.BlockedCount} can't move yet; {result.FailedCount} failed."
        );
        output.WriteLine(
            $"{result.Summary.Counts.Losses} fields are left to do by hand, and {result.Summary.Counts.SkippedChecks} checks could not look: the report lists them all."
        );
        output.WriteLine(
            result.Pilot is null
                ? $"No app fits as a pilot: {result.ChecklistDone} of {result.Checklist.Length} items of the checklist are done."
                : $"The pilot {result.Pilot} was switched and frozen: {result.ChecklistDone} of {result.Checklist.Length} items of the checklist are done."
        );
        output.WriteLine($"Metadata  {result.MetadataPath}");
        output.WriteLine($"Summary   {result.SummaryPath}");
        output.WriteLine($"Report    {result.ReportPath}");
        output.WriteLine($"Migration {result.MigrationPath}");
        output.WriteLine($"Checklist {result.ChecklistPath}");
    }

    private string Mark(StepOutcome outcome) =>
        outcome switch
        {
            StepOutcome.Done => Paint("ok     ", 32),
            StepOutcome.Blocked => Paint("blocked", 33),
            _ => Paint("FAILED ", 31),
        };

    private string Paint(string text, int code) => colour ? $"\e[{code}m{text}\e[0m" : text;
}
