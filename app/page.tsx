import { HomeScreen } from "./_screens/home/home-screen.tsx";

export default function Page() {
  return <HomeScreen />;
}
